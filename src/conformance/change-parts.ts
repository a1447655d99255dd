import type { SourceRecord } from '../datasources/source-record.ts'
import type { RecordWriting } from '../datasources/writing.ts'
import { declared } from './declared.ts'
import type { CaseContext, ChangeFixture } from './subject.ts'

/** What cases of writing are about: what can be changed, and with what it is tried. */
export function changeParts({ source, fixture }: CaseContext): {
  writing: RecordWriting
  changes: ChangeFixture
} {
  return {
    writing: declared(source.writing, 'writing'),
    changes: declared(fixture.changes, 'fixture for changes'),
  }
}

export async function readRecord(
  { source, call }: Pick<CaseContext, 'source' | 'call'>,
  externalId: string,
): Promise<SourceRecord> {
  const { load } = declared(source.byId, 'look-up by id')
  return declared((await load([externalId], call)).records[0], `record ${externalId}`)
}

/** Two patches of which the second changes what the first has set. */
export function twoPatches({
  values = {},
}: ChangeFixture): [Record<string, unknown>, Record<string, unknown>] {
  const [field, wanted] = declared(
    Object.entries(values).find(([, several]) => several.length > 1),
    'field with two values',
  )
  return [{ [field]: wanted[0] }, { [field]: wanted[1] }]
}

export function omit(
  values: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)))
}
