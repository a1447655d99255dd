import { batchesOf } from './batches-of.ts'
import type { PageRequest } from '../datasource.ts'
import { BadPageError, type RawPage } from '../paging.ts'

/**
 * Of lists that give ids alone: the records that `load` finds for them, in the order of the list. What is gone meanwhile is left
 * out, and so is its cursor.
 *
 * @param max ids that a call of `load` takes
 * @param pageOfIds a page whose records are ids, e.g. by `pageByOffset`
 */
export async function pageByIds(
  { first, after }: PageRequest,
  options: { max: number; idOf(raw: unknown): string; maxPages?: number },
  pageOfIds: (request: PageRequest) => Promise<RawPage>,
  load: (ids: readonly string[]) => Promise<readonly unknown[]>,
): Promise<RawPage> {
  const { max, idOf, maxPages = 25 } = options
  let from = after
  for (let pages = 0; pages < maxPages; pages++) {
    const { records, cursors, hasNextPage } = await pageOfIds({ first, after: from })
    const ids = records.map(String)
    const batches = await Promise.all(batchesOf([...new Set(ids)], max).map(load))
    const found = new Map(batches.flat().map((raw) => [idOf(raw), raw]))
    const there = ids.flatMap((id, index) =>
      found.has(id) ? [{ raw: found.get(id), cursor: cursors[index] ?? '' }] : [],
    )
    if (there.length > 0 || !hasNextPage)
      return { records: there.map(({ raw }) => raw), cursors: there.map(({ cursor }) => cursor), hasNextPage }
    // All of them are gone: the next page begins behind them.
    from = cursors.at(-1) ?? null
  }
  throw new BadPageError('ids without records')
}
