import { BadValueError, type Codec } from '../codecs/codec.ts'
import { segmentsOf, setAt, valueAt, type Path } from './path.ts'
import { BadValue, Reference, type SourceRecord } from './source-record.ts'

/**
 * Canonical field ↔ path in a vendor's record, declared once for both directions. A field is a path, a path with a
 * codec, or a small composition of those (group, each, reference, computed). There is no mapping language.
 */

// A vendor writes its mapping against this one file.
export { valueAt, type Path }

export interface FieldMapping {
  /** Source paths that the field needs: what a vendor asks its API for. */
  readonly paths: readonly (readonly string[])[]
  /** For docs and messages, e.g. `properties.phone as phone(DE)`. */
  readonly describe: string
  /** The canonical value; null when the system has none; `BadValue` or `Reference` in its place where it is one. */
  read(raw: unknown, absent: ReadonlySet<unknown>): unknown
  /** Puts the vendor's form of `value` into `target`; null means clear. A mapping without it is read only. */
  readonly write?: (value: unknown, target: Record<string, unknown>, cleared: unknown) => void
}

export interface Mapping {
  readonly entity: string
  readonly part: string | null
  readonly fields: Readonly<Record<string, FieldMapping>>
  /** Canonical fields that the vendor does not have, with the reason. */
  readonly unavailable: Readonly<Record<string, string>>
  /** Every source path that reading needs. */
  readonly paths: readonly (readonly string[])[]
  /** @throws BadValueError when the record has no usable id. */
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
  matchKeys?: Readonly<Record<string, FieldMapping>>
  /** Source values that mean "none", besides null: `['']` unless told. */
  absent?: readonly unknown[]
  /** What clears a field upstream: null unless told (HubSpot wants `''`). */
  cleared?: unknown
}

export function defineMapping(declaration: MappingDeclaration): Mapping {
  const fields = withShorthands(declaration.fields)
  const matchKeys = declaration.matchKeys ?? {}
  const absent = new Set<unknown>(declaration.absent ?? [''])
  const cleared = declaration.cleared ?? null
  const idPath = segmentsOf(declaration.id)
  const versionPath = declaration.version === undefined ? null : segmentsOf(declaration.version)
  const mappings = [...Object.values(fields), ...Object.values(matchKeys)]

  return {
    entity: declaration.entity,
    part: declaration.part ?? null,
    fields,
    unavailable: declaration.unavailable ?? {},
    paths: [idPath, ...(versionPath ? [versionPath] : []), ...mappings.flatMap((mapping) => mapping.paths)],
    read(raw) {
      const externalId = keyText(valueAt(raw, idPath))
      if (externalId === null) throw new BadValueError(`${declaration.entity} record without an id`)
      return {
        externalId,
        version: versionPath && keyText(valueAt(raw, versionPath)),
        values: mapValues(fields, (mapping) => mapping.read(raw, absent)),
        matchKeys: readMatchKeys(matchKeys, raw, absent),
      }
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

/** One value at one path, through a codec if given. */
export function at<Source, Canonical>(path: Path, codec?: Codec<Source, Canonical>): FieldMapping {
  const segments = segmentsOf(path)
  return {
    paths: [segments],
    describe: codec ? `${segments.join('.')} as ${codec.name}` : segments.join('.'),
    read(raw, absent) {
      const value = valueAt(raw, segments)
      if (value === null || value === undefined || absent.has(value)) return null
      // The source type is the vendor's promise; codecs refuse what breaks it.
      return codec ? converted(() => codec.decode(value as Source)) : value
    },
    write(value, target, cleared) {
      setAt(target, segments, value === null ? cleared : codec ? codec.encode(value as Canonical) : value)
    },
  }
}

/** A value type built from several paths, e.g. an address; null when every member is. */
export function group(members: Readonly<Record<string, FieldMapping | string>>): FieldMapping {
  const fields = withShorthands(members)
  const writable = Object.values(fields).every((field) => field.write)
  return {
    paths: Object.values(fields).flatMap((field) => field.paths),
    describe: describeMembers(fields),
    read(raw, absent) {
      const value = mapValues(fields, (field) => field.read(raw, absent))
      return Object.values(value).every((member) => member === null) ? null : value
    },
    ...(writable && {
      write(value: unknown, target: Record<string, unknown>, cleared: unknown) {
        for (const [name, field] of Object.entries(fields)) {
          const member = value === null ? null : (value as Record<string, unknown>)[name]
          if (member !== undefined) field.write?.(member, target, cleared)
        }
      },
    }),
  }
}

/** A list at a path, each element a value type, e.g. an order's lines. Null and absent read as an empty list. */
export function each(path: Path, members: Readonly<Record<string, FieldMapping | string>>): FieldMapping {
  const segments = segmentsOf(path)
  const fields = withShorthands(members)
  return {
    paths: Object.values(fields).flatMap((field) => field.paths.map((inner) => [...segments, ...inner])),
    describe: `each of ${segments.join('.')}: ${describeMembers(fields)}`,
    read(raw, absent) {
      const list = valueAt(raw, segments) ?? []
      if (!Array.isArray(list)) return new BadValue('expected a list')
      return list.map((element: unknown) => mapValues(fields, (field) => field.read(element, absent)))
    },
  }
}

/** The key of another entity in the same system. */
export function reference(entity: string, path: Path): FieldMapping {
  const segments = segmentsOf(path)
  return {
    paths: [segments],
    describe: `${segments.join('.')} → ${entity}`,
    read(raw, absent) {
      const value = valueAt(raw, segments)
      const id = absent.has(value) ? null : keyText(value)
      return id === null ? null : new Reference(entity, id)
    },
    write(value, target, cleared) {
      setAt(target, segments, value === null ? cleared : value)
    },
  }
}

/** A value that takes code to find: `read` gets the whole record; it may throw BadValueError and return undefined. */
export function computed(
  paths: readonly Path[],
  read: (raw: unknown) => unknown,
  write?: (value: unknown, target: Record<string, unknown>) => void,
): FieldMapping {
  const segments = paths.map(segmentsOf)
  return {
    paths: segments,
    describe: `computed from ${segments.map((path) => path.join('.')).join(', ') || 'nothing'}`,
    read: (raw) => converted(() => read(raw) ?? null),
    ...(write && { write: (value: unknown, target: Record<string, unknown>) => write(value, target) }),
  }
}

function keyText(value: unknown): string | null {
  if (typeof value === 'string' && value !== '') return value
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null
}

function converted(convert: () => unknown): unknown {
  try {
    return convert()
  } catch (error) {
    if (error instanceof BadValueError) return new BadValue(error.reason)
    throw error
  }
}

/** An unusable match key is no key: it links nothing. */
function readMatchKeys(
  keys: Readonly<Record<string, FieldMapping>>,
  raw: unknown,
  absent: ReadonlySet<unknown>,
): Record<string, string> {
  const read = Object.entries(keys).map(([name, mapping]) => [name, mapping.read(raw, absent)] as const)
  return Object.fromEntries(read.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

function withShorthands(
  fields: Readonly<Record<string, FieldMapping | string>>,
): Readonly<Record<string, FieldMapping>> {
  return mapValues(fields, (field) => (typeof field === 'string' ? at(field) : field))
}

function describeMembers(fields: Readonly<Record<string, FieldMapping>>): string {
  return Object.entries(fields)
    .map(([name, field]) => `${name}: ${field.describe}`)
    .join('; ')
}

function mapValues<In, Out>(
  object: Readonly<Record<string, In>>,
  change: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
}

function omitKeys(object: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))
}
