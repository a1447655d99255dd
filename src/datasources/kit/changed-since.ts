import { BadPageError } from '../paging.ts'
import type { ListReply } from './paging-kinds.ts'
import type { ChangeReply, ChangeRequest } from '../vendor-calls.ts'

export interface ByTimeOptions {
  /** At least 2. */
  pageSize: number
  changedAt(raw: unknown): string | null
  idOf(raw: unknown): string
}

/**
 * For lists in the order of change, oldest first. The next reply begins at the time of the last record, not at a number of
 * records, for one that is changed meanwhile moves to the end, and all behind it by one place. So the records of that very
 * time come again. Only where they fill a whole reply they are counted, and the last one asked for again: if another stands
 * in its place, they are read anew.
 *
 * @param load records changed at `since` or later, without the first `offset` of them
 */
export async function changesByTime(
  { since, place }: ChangeRequest,
  { pageSize, changedAt, idOf }: ByTimeOptions,
  load: (asked: { since: string; offset: number; limit: number }) => Promise<ListReply>,
): Promise<ChangeReply> {
  const [, offsetText = '0', time = since, lastId = ''] = /^(\d+)\|([^|]+)\|(.*)$/s.exec(place ?? '') ?? []
  const offset = Number(offsetText)
  const { records, hasMore, total } = await load({ since: time, offset, limit: pageSize })
  if (offset > 0 && (records.length === 0 || idOf(records[0]) !== lastId))
    return { records, next: `0|${time}|` }
  const isMore =
    hasMore ?? (total === undefined ? records.length >= pageSize : offset + records.length < total)
  if (!isMore || records.length === 0) return { records, next: null }
  const last = records.at(-1)
  const lastTime = Date.parse(changedAt(last) ?? '')
  if (Number.isNaN(lastTime) || lastTime < Date.parse(time)) throw new BadPageError('changes out of order')
  const isStill = lastTime === Date.parse(time)
  return {
    records,
    next: isStill
      ? `${offset + records.length - 1}|${time}|${idOf(last)}`
      : `0|${new Date(lastTime).toISOString()}|`,
  }
}

/**
 * For lists of numbered pages between two times, in any order. What is changed meanwhile leaves the window, and all behind it
 * moves up by one place; so pages are read from the last to the first, where that only repeats records.
 */
export async function changesByWindow(
  { since, place }: ChangeRequest,
  { pageSize, now }: { pageSize: number; now: () => number },
  load: (asked: {
    since: string
    until: string
    page: number
    size: number
  }) => Promise<{ records: readonly unknown[]; total: number }>,
): Promise<ChangeReply> {
  const [, pageText = '1', until = new Date(now()).toISOString()] = /^(\d+)\.(.+)$/.exec(place ?? '') ?? []
  const page = Number(pageText)
  const { records, total } = await load({ since, until, page, size: pageSize })
  if (place !== null) return { records, next: page === 1 ? null : `${page - 1}.${until}` }
  const last = Math.ceil(total / pageSize)
  return { records, next: last > 1 ? `${last}.${until}` : null }
}
