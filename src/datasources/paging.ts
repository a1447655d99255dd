/** Cursors of the two common kinds. Both are made here so that every vendor's resume the same way. */

export interface RawPage {
  records: readonly unknown[]
  cursors: readonly string[]
  hasNextPage: boolean
}

/** Reads an offset cursor; anything that is not one starts over at 0. */
export function offsetOf(after: string | null): number {
  return after !== null && /^\d{1,9}$/.test(after) ? Number(after) : 0
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
