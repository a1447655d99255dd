import { formProblems } from './canonical-form.ts'
import { recordFields, type RecordField } from './canonical-schema.ts'
import { declared } from './declared.ts'
import { ensure, ensureEqual, ensureSame } from './ensure.ts'
import { everyRecord } from './every-record.ts'
import type { CaseContext } from './subject.ts'

export function checkCoverage({ source, fixture }: CaseContext): void {
  const { keys = {}, references = {}, conditions = [] } = fixture
  ensure(new Set(fixture.ids).size >= 3, 'the fixture names fewer than three ids')
  ensureSame('keys of the fixture, beside those of the datasource', Object.keys(keys), source.byKey.keys())
  const edges = source.byReference.keys()
  ensureSame('references of the fixture, beside those of the datasource', Object.keys(references), edges)
  const filtered = new Set(conditions.map(({ field, comparison }) => `${field} ${comparison}`))
  const filters = [...(source.list?.filters ?? [])].flatMap(([field, comparisons]) =>
    [...comparisons].map((comparison) => `${field} ${comparison}`),
  )
  ensureSame('conditions of the fixture, beside the filters of the datasource', filtered, filters)
}

export function checkFields(context: CaseContext): void {
  const { source, system, schema } = context
  const owned = ownedFields(context).map(({ name }) => name)
  const covered = [...source.mapped, ...source.unavailable.keys()]
  // What else is mapped are copies of what another system owns.
  const copied = recordFields(schema, source.entity).filter(({ owner }) => owner !== system)
  const isCopy = (name: string) => copied.some((field) => field.name === name)
  const own = covered.filter((name) => !isCopy(name))
  ensureSame(`fields that are mapped or unavailable, beside those that ${system} owns`, own, owned)
}

export async function checkForms(context: CaseContext): Promise<void> {
  const { source, schema } = context
  const records = await everyRecord(context)
  const fields = ownedFields(context)
  ensure(records.length >= 3, `only ${records.length} records were found`)
  const problems = records.flatMap((record) => formProblems(schema.types, source.entity, fields, record))
  ensure(problems.length === 0, describeProblems(problems))
}

export function checkWriting({ fixture }: CaseContext): void {
  const { mapping, base, patches } = declared(fixture.writing, 'fixture for writing')
  // What is absent from a patch stays as it is.
  ensureEqual('an empty patch, read back', mapping.read(merge(base, mapping.write({}))), mapping.read(base))
  for (const patch of patches) {
    const { values } = mapping.read(merge(base, mapping.write(patch)))
    for (const [field, value] of Object.entries(patch)) {
      ensureEqual(`${field}, written and read back`, values[field], value)
      const cleared = mapping.read(merge(base, mapping.write({ [field]: null })))
      ensureEqual(`${field}, cleared and read back`, cleared.values[field], null)
    }
  }
}

function ownedFields({ schema, source, system }: CaseContext): RecordField[] {
  const { entity, part } = source
  return recordFields(schema, entity).filter((field) => field.owner === system && field.part === part)
}

function describeProblems(problems: readonly string[]): string {
  const more = problems.length > 5 ? `; and ${problems.length - 5} more` : ''
  return problems.slice(0, 5).join('; ') + more
}

/** A patch as an upstream applies it: objects member by member, everything else as a whole. */
function merge(base: unknown, patch: unknown): unknown {
  if (!isPlain(base) || !isPlain(patch)) return patch
  const changed = Object.entries(patch).map(([name, value]) => [name, merge(base[name], value)])
  return { ...base, ...(Object.fromEntries(changed) as Record<string, unknown>) }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
