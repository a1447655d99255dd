import type { EntityField } from '../../src/schema/catalog.ts'
import { buildCanonicalSchema } from '../../src/schema/build-schema.ts'
import { loadSdl } from '../../src/schema/load-sdl.ts'
import { readCatalog } from '../../src/schema/read-catalog.ts'
import { formProblems } from './canonical-form.ts'
import type { CaseContext } from './conformance-subject.ts'
import { declared } from './declared.ts'
import { everyRecord } from './every-record.ts'

export function checkCoverage({ source, fixture }: CaseContext): void {
  const { keys = {}, references = {}, conditions = [] } = fixture
  expect(fixture.ids.length).toBeGreaterThanOrEqual(3)
  expect(Object.keys(keys).toSorted()).toEqual([...source.byKey.keys()].toSorted())
  expect(Object.keys(references).toSorted()).toEqual([...source.byReference.keys()].toSorted())
  const filtered = new Set(conditions.map(({ field, comparison }) => `${field} ${comparison}`))
  const filters = [...(source.list?.filters ?? [])].flatMap(([field, comparisons]) =>
    [...comparisons].map((comparison) => `${field} ${comparison}`),
  )
  expect([...filtered].toSorted()).toEqual(filters.toSorted())
}

export function checkFields({ source, system }: CaseContext): void {
  const owned = ownedFields(source.entity, system, source.part).map(({ name }) => name)
  const covered = [...source.mapped, ...source.unavailable.keys()]
  // What else is mapped are copies of what another system owns.
  const copied = fieldsOf(source.entity).filter(({ owner }) => owner !== system)
  const isCopy = (name: string) => copied.some((field) => field.name === name)
  expect(covered.filter((name) => !isCopy(name)).toSorted()).toEqual(owned.toSorted())
}

export async function checkForms({ source, fixture, system }: CaseContext): Promise<void> {
  const records = await everyRecord(source, fixture)
  const schema = buildCanonicalSchema(loadSdl())
  const fields = ownedFields(source.entity, system, source.part)
  expect(records.length).toBeGreaterThanOrEqual(3)
  expect(records.flatMap((record) => formProblems(schema, source.entity, fields, record))).toEqual([])
}

export function checkWriting({ fixture }: CaseContext): void {
  const { mapping, base, patches } = declared(fixture.writing, 'fixture for writing')
  for (const patch of patches) {
    const { values } = mapping.read(merge(base, mapping.write(patch)))
    for (const [field, value] of Object.entries(patch)) {
      expect({ field, value: values[field] }).toEqual({ field, value })
      const cleared = mapping.read(merge(base, mapping.write({ [field]: null })))
      expect({ field, value: cleared.values[field] }).toEqual({ field, value: null })
    }
  }
}

function ownedFields(entity: string, system: string, part: string | null): RecordField[] {
  return fieldsOf(entity).filter((field) => field.owner === system && field.part === part)
}

type RecordField = Extract<EntityField, { kind: 'value' | 'reference' }>

/** Fields that records of some system hold. */
function fieldsOf(entity: string): RecordField[] {
  const { catalog } = readCatalog(loadSdl())
  return [...(catalog.entities.get(entity)?.fields.values() ?? [])].filter(
    (field) => field.kind === 'value' || field.kind === 'reference',
  )
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
