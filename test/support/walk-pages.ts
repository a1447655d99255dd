import type { PageRequest, RecordPage } from '../../src/datasources/datasource.ts'
import type { SourceRecord } from '../../src/datasources/source-record.ts'

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
    expect(page.records.length).toBeLessThanOrEqual(first)
    expect(page.cursors).toHaveLength(page.records.length)
    records.push(...page.records)
    cursors.push(...page.cursors)
    if (!page.hasNextPage) return { records, cursors, ids: idsOf(records) }
    const last = page.cursors.at(-1)
    if (last === undefined) throw new Error('an empty page says that there is a next one: nobody could go on')
    after = last
  }
  throw new Error(`no end after ${mostPages} pages`)
}

export function idsOf(records: readonly SourceRecord[]): string[] {
  return records.map((record) => record.externalId)
}
