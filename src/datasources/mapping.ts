import { BadValueError, WrongTypeError } from '../codecs/codec.ts'
import { createReader, keyText, withShorthands, type FieldMapping } from './field-mapping.ts'
import { segmentsOf, valueAt, type Path } from './path.ts'
import { driftsIn, findDrift, listAt, type Reading } from './reading.ts'
import type { SourceRecord } from './source-record.ts'

/**
 * Canonical field ↔ path in a vendor's record, declared once for both directions. A field is a path, a path with a
 * codec, or a small composition of those (group, each, reference, computed). There is no mapping language.
 */

// A vendor writes its mapping against this one file.
export {
  always,
  at,
  computed,
  each,
  group,
  reference,
  sometimes,
  type FieldMapping,
} from './field-mapping.ts'
export { findDrift, listAt, valueAt, type Path, type Reading }

export interface Mapping {
  readonly entity: string
  readonly part: string | null
  readonly fields: Readonly<Record<string, FieldMapping>>
  /** Canonical fields that the vendor does not have, with the reason. */
  readonly unavailable: Readonly<Record<string, string>>
  /** Every source path that reading needs. */
  readonly paths: readonly (readonly string[])[]
  /** @throws BadValueError when the record has no usable id; a WrongTypeError when it is not sent as agreed */
  read(raw: unknown): SourceRecord
  /** The vendor's form of a patch of canonical values: absent fields stay absent, null clears. */
  write(patch: Readonly<Record<string, unknown>>): Record<string, unknown>
  /** The same mapping with a company's own fields added or replaced. */
  extend(fields: Readonly<Record<string, FieldMapping | string>>): Mapping
}

export interface MappingDeclaration {
  entity: string
  part?: string
  /** Path of the vendor's id (text or whole number). */
  id: Path
  /** Path of the vendor's version of the record (ETag, stamp, update time), if it has one. */
  version?: Path
  fields: Readonly<Record<string, FieldMapping | string>>
  unavailable?: Readonly<Record<string, string>>
  /**
   * The vendor sends whatever is mapped, null or empty where it has nothing, so that what is missing has drifted. False
   * unless told; `always` and `sometimes` say otherwise for a field.
   */
  always?: boolean
  matchKeys?: Readonly<Record<string, FieldMapping>>
  /** Source values that mean "none", besides null: `['']` unless told. */
  absent?: readonly unknown[]
  /** What clears a field upstream: null unless told (HubSpot wants `''`). */
  cleared?: unknown
}

export function defineMapping(declaration: MappingDeclaration): Mapping {
  const fields = withShorthands(declaration.fields)
  const matchKeys = declaration.matchKeys ?? {}
  const { absent = [''], always = false } = declaration
  const reading: Reading = { absent, always, place: [], drifts: { count: 0 } }
  const cleared = declaration.cleared ?? null
  const idPath = segmentsOf(declaration.id)
  const versionPath = declaration.version === undefined ? null : segmentsOf(declaration.version)
  const readFields = createReader(fields)
  const readKeys = createReader(matchKeys)
  const hasKeys = Object.keys(matchKeys).length > 0
  const mappings = [...Object.values(fields), ...Object.values(matchKeys)]

  return {
    entity: declaration.entity,
    part: declaration.part ?? null,
    fields,
    unavailable: declaration.unavailable ?? {},
    paths: [idPath, ...(versionPath ? [versionPath] : []), ...mappings.flatMap((mapping) => mapping.paths)],
    read(raw) {
      const driftsBefore = reading.drifts.count
      const externalId = readId(raw, idPath, declaration.entity)
      const values = readFields(raw, reading)
      const keys = readKeys(raw, reading)
      const version = versionPath && keyText(valueAt(raw, versionPath))
      const record = { externalId, version, values, matchKeys: hasKeys ? usableKeys(keys) : noKeys }
      if (reading.drifts.count === driftsBefore) return record
      // A field may have another path for what drifted.
      const drifted = new Map([...driftsIn(keys), ...driftsIn(values)])
      return drifted.size > 0 ? { ...record, drifted } : record
    },
    write(patch) {
      const target: Record<string, unknown> = {}
      for (const [name, value] of Object.entries(patch)) {
        if (value === undefined) continue
        const write = fields[name]?.write
        if (!write) throw new BadValueError(`${declaration.entity}.${name} cannot be written to this system`)
        write(value, target, cleared)
      }
      return target
    },
    extend: (more) =>
      defineMapping({
        ...declaration,
        fields: { ...declaration.fields, ...more },
        unavailable: omitKeys(declaration.unavailable ?? {}, Object.keys(more)),
      }),
  }
}

function readId(raw: unknown, path: readonly string[], entity: string): string {
  const value = valueAt(raw, path)
  const id = keyText(value)
  if (id !== null) return id
  const isAgreed = value === null || typeof value === 'string' || typeof value === 'number'
  throw new (isAgreed ? BadValueError : WrongTypeError)(`${entity} record without an id`)
}

const noKeys: Readonly<Record<string, string>> = Object.freeze({})

/** An unusable match key is no key: it links nothing. */
function usableKeys(keys: Readonly<Record<string, unknown>>): Record<string, string> {
  const usable: Record<string, string> = {}
  for (const name in keys) {
    const key = keys[name]
    if (typeof key === 'string') usable[name] = key
  }
  return usable
}

function omitKeys(object: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))
}
