import type { SourceRecord } from '../datasources/source-record.ts'
import { declared } from './declared.ts'
import type { CaseContext } from './subject.ts'
import { walkPages } from './walk-pages.ts'

/** All that the system lists; where it lists nothing, or only by a condition, the records of the fixture's ids. */
export async function everyRecord({ source, fixture, call }: CaseContext): Promise<readonly SourceRecord[]> {
  const { list, byId } = source
  const { ids, listedOnlyBy } = fixture
  if (list && !listedOnlyBy) {
    const load = (page: { first: number; after: string | null }) =>
      list.load({ ...page, filter: [], orderBy: null }, call)
    return (await walkPages(load, 100)).records
  }
  const { max, load } = declared(byId, 'look-up by id')
  const records: SourceRecord[] = []
  for (let start = 0; start < ids.length; start += max)
    records.push(...(await load(ids.slice(start, start + max), call)).records)
  return records
}
