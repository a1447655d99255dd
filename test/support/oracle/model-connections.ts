import { holdsOn, refuse, thingOf, type Model } from './model-state.ts'
import type { EntityRules } from './read-rules.ts'
import { recordName, type WorldRecord } from './world.ts'

export interface Page {
  first: number
  offset: number
  isContinued: boolean
  cursorAt(offset: number): string
}

/** Which page is asked for. */
export function readPage(model: Model, name: string, system: string, args: Record<string, unknown>): Page {
  const prefix = `${name} ${system} `
  const { cursors } = model.identities
  const [first, after] = [args.first as number, (args.after as string | null | undefined) ?? null]
  const found = [...cursors].find(([key, cursor]) => key.startsWith(prefix) && cursor === after)
  if (first < 1 || first > 100 || (after !== null && !found)) throw refuse([], ['BAD_USER_INPUT'])
  return {
    first,
    offset: found ? Number(found[0].slice(prefix.length)) : 0,
    isContinued: after !== null,
    cursorAt: (offset) => cursors.get(`${prefix}${offset}`)!,
  }
}

export interface ModelPageInfo {
  hasNextPage: boolean
  hasPreviousPage: boolean
  startCursor: string | null
  endCursor: string | null
  /** As good an end where there is one: what follows it is read again and left out again. */
  lastShown: string | null
}

/** One page; edges of records that may not be seen are left out, and so are their cursors. */
export function connectionOf(
  model: Model,
  { entity, first, offset, isContinued, cursorAt }: Page & { entity: EntityRules },
  records: readonly WorldRecord[],
): unknown {
  const page = records.slice(offset, offset + first)
  for (const record of page) model.tolerated.add(recordName(record))
  const edges = page.flatMap((record, index) => {
    const node = thingOf(model, { entity: entity.name, externalId: record.id })
    const isListed = node && holdsOn(model, model.grants.listed(entity), node)
    return isListed ? [{ cursor: cursorAt(offset + index + 1), node }] : []
  })
  const lastShown = edges.at(-1)?.cursor ?? null
  const hasNextPage = records.length > offset + page.length
  const pageInfo: ModelPageInfo = {
    hasNextPage,
    hasPreviousPage: isContinued,
    startCursor: edges[0]?.cursor ?? null,
    // One has to get past a page of which nothing is shown; what ends the list tells nothing of what is left out.
    endCursor: hasNextPage ? cursorAt(offset + page.length) : lastShown,
    lastShown,
  }
  return { edges, pageInfo }
}
