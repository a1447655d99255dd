import { GatewayError } from '../errors/gateway-error.ts'

/** One page of raw records, and what cursors are made of. What pages by itself is in paging-kinds.ts. */
export interface RawPage {
  records: readonly unknown[]
  /** `cursors[i]` resumes after `records[i]`. Clients can read them: no secret is part of one. */
  cursors: readonly string[]
  hasNextPage: boolean
}

export const emptyPage: RawPage = { records: [], cursors: [], hasNextPage: false }

/** Pages of the vendor contradict each other: going on could lose or repeat records. Becomes BAD_RESPONSE. */
export class BadPageError extends Error {
  override readonly name = 'BadPageError'
}

/** Reads an offset cursor. @throws GatewayError BAD_USER_INPUT for what is none */
export function offsetOf(after: string | null): number {
  if (after === null) return 0
  if (!/^\d{1,9}$/.test(after)) throw foreignCursor()
  return Number(after)
}

/** A list that pages in another way, or in another order, has made it. */
export function foreignCursor(): GatewayError {
  const message =
    'after is no cursor of this list; take one from the same list with the same filter and order.'
  return new GatewayError('BAD_USER_INPUT', message, { field: 'after' })
}

/** A page of a source that pages by offset: the cursor of a record is the offset of the one after it. */
export function offsetPage(after: string | null, records: readonly unknown[], hasNextPage: boolean): RawPage {
  const start = offsetOf(after)
  return { records, cursors: records.map((_, index) => String(start + index + 1)), hasNextPage }
}

/** A page of a source that pages by a key of the last record. */
export function keysetPage(
  records: readonly unknown[],
  keyOf: (raw: unknown) => string,
  hasNextPage: boolean,
): RawPage {
  return { records, cursors: records.map(keyOf), hasNextPage }
}

/** The same, of a reply that was asked for one record more than the page has. */
export function keysetPageOf(
  found: readonly unknown[],
  first: number,
  keyOf: (raw: unknown) => string,
): RawPage {
  return keysetPage(found.slice(0, first), keyOf, found.length > first)
}
