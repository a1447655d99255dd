import type { RecordSource } from '../../src/datasources/datasource.ts'
import type { SourceRecord } from '../../src/datasources/source-record.ts'
import type { KindFixture } from './conformance-subject.ts'
import { declared } from './declared.ts'
import { testCall } from './simulated-datasource.ts'
import { walkPages } from './walk-pages.ts'

/** All that the system lists; where it lists nothing, or only by a condition, the records of the fixture's ids. */
export async function everyRecord(
  { list, byId }: RecordSource,
  { ids, listedOnlyBy }: KindFixture,
): Promise<readonly SourceRecord[]> {
  if (list && !listedOnlyBy) {
    const load = (page: { first: number; after: string | null }) =>
      list.load({ ...page, filter: [], orderBy: null }, testCall)
    return (await walkPages(load, 100)).records
  }
  const { max, load } = declared(byId, 'look-up by id')
  const records: SourceRecord[] = []
  for (let start = 0; start < ids.length; start += max)
    records.push(...(await load(ids.slice(start, start + max), testCall)).records)
  return records
}
