import type { PageRequest, RecordPage } from '../datasources/datasource.ts'
import type { SourceRecord } from '../datasources/source-record.ts'
import { ensure, ensureEqual } from './ensure.ts'

const mostPages = 5_000

/** Everything that a paged source gives, from its start, `first` records a page. */
export async function walkPages(
  load: (page: PageRequest) => Promise<RecordPage>,
  first: number,
): Promise<{ records: SourceRecord[]; ids: string[]; cursors: string[] }> {
  const records: SourceRecord[] = []
  const cursors: string[] = []
  let after: string | null = null
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page: RecordPage = await load({ first, after })
    ensure(page.records.length <= first, `a page of ${first} has ${page.records.length} records`)
    ensureEqual('cursors of a page', page.cursors.length, page.records.length)
    records.push(...page.records)
    cursors.push(...page.cursors)
    if (!page.hasNextPage) return { records, cursors, ids: idsOf(records) }
    const last = page.cursors.at(-1)
    ensure(last !== undefined, 'an empty page says that there is a next one: nobody could go on')
    after = last
  }
  throw new Error(`no end after ${mostPages} pages`)
}

export function idsOf(records: readonly SourceRecord[]): string[] {
  return records.map((record) => record.externalId)
}
