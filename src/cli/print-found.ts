import { explainRecord } from './explain-record.ts'
import { formatTable } from './format-table.ts'
import type { OpenLinks } from './open-links.ts'
import type { Searched } from './search-records.ts'

/** What each system has, for a person. @returns whether any has it */
export function printFound(
  entity: string,
  { found, links }: Searched,
  opened: OpenLinks,
  isShown: boolean,
): boolean {
  if (links) console.log(`${entity} ${links.id}`)
  else if (opened.state === 'CLOSED') console.log(`Links are not known. ${opened.why}`)
  for (const one of found) {
    if (one.state !== 'READ') {
      console.log(`\n${one.system} (${one.vendor}): ${one.why}`)
      continue
    }
    const lines = explainRecord(one.read, isShown)
    console.log(`\n${one.system} (${one.vendor}) ${one.kind}${one.note && `: ${one.note}`}`)
    const rows = lines.map(({ field, transform, raw, canonical, note }) => [
      field,
      transform,
      raw,
      canonical,
      note,
    ])
    console.log(formatTable([['FIELD', 'FROM', 'RAW', 'CANONICAL', ''], ...rows], '  '))
  }
  const unlinked = links?.links.filter(({ state }) => state !== 'LINKED') ?? []
  for (const { system, state } of unlinked)
    console.log(
      `\n${system}: ${state === 'ABSENT' ? 'has none, as asked' : 'several would do: see identityReviews'}`,
    )
  const isFound = found.some(({ state }) => state === 'READ')
  if (found.length === 0) console.log('No system has such a record.')
  if (isFound && !isShown) console.log('\nValues are masked; --show-values shows them.')
  return isFound
}
