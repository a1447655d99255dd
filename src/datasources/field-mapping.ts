import { type Codec, unexpectedType } from '../codecs/codec.ts'
import { createObjectMaker } from '../objects/object-maker.ts'
import { onceInARow } from './once-in-a-row.ts'
import { pathText, segmentsOf, setAt, type Path } from './path.ts'
import { driftAt, findDrift, isAbsent, lookUp, unconverted, type Reading } from './reading.ts'
import { BadValue, Drift, Reference } from './source-record.ts'

export interface FieldMapping {
  /** Source paths that the field needs: what a vendor asks its API for. */
  readonly paths: readonly (readonly string[])[]
  /** For docs and messages, e.g. `properties.phone as phone(DE)`. */
  readonly describe: string
  /** The canonical value; null when the system has none; `BadValue`, `Drift` or `Reference` in its place where it is one. */
  read(raw: unknown, reading: Reading): unknown
  /** Puts the vendor's form of `value` into `target`; null means clear. A mapping without it is read only. */
  readonly write?: (value: unknown, target: Record<string, unknown>, cleared: unknown) => void
}

/** One value at one path, through a codec if given. */
export function at<Source, Canonical>(path: Path, codec?: Codec<Source, Canonical>): FieldMapping {
  const segments = segmentsOf(path)
  return {
    paths: [segments],
    describe: codec ? `${pathText(segments)} as ${codec.name}` : pathText(segments),
    read(raw, reading) {
      const value = lookUp(raw, segments, reading)
      if (value instanceof Drift) return value
      if (value === null || value === undefined || isAbsent(value, reading)) return null
      try {
        // The source type is the vendor's promise; codecs refuse what breaks it.
        return codec ? codec.decode(value as Source) : scalar(value)
      } catch (error) {
        return unconverted([segments], reading, error)
      }
    },
    write(value, target, cleared) {
      setAt(target, segments, value === null ? cleared : codec ? codec.encode(value as Canonical) : value)
    },
  }
}

/** A value type built from several paths, e.g. an address; null when every member is. */
export function group(members: Readonly<Record<string, FieldMapping | string>>): FieldMapping {
  const fields = withShorthands(members)
  const readMembers = createReader(fields)
  const writable = Object.values(fields).every((field) => field.write)
  return {
    paths: Object.values(fields).flatMap((field) => field.paths),
    describe: describeMembers(fields),
    read(raw, reading) {
      const value = readMembers(raw, reading)
      for (const name in value) if (value[name] !== null) return value
      return null
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
  const readMembers = createReader(fields)
  // A mapping reads all its records in one way, so that another is made of it once, not once a record.
  const insideOf = onceInARow((reading: Reading) => ({ ...reading, place: [...reading.place, ...segments] }))
  return {
    paths: Object.values(fields).flatMap((field) => field.paths.map((inner) => [...segments, ...inner])),
    describe: `each of ${pathText(segments)}: ${describeMembers(fields)}`,
    read(raw, reading) {
      const list = lookUp(raw, segments, reading) ?? []
      if (list instanceof Drift) return list
      const inside = insideOf(reading)
      try {
        if (!Array.isArray(list)) throw unexpectedType(list, 'a list')
        return list.map((element: unknown) => {
          if (typeof element !== 'object') throw unexpectedType(element, 'a list of objects')
          return readMembers(element, inside)
        })
      } catch (error) {
        return unconverted([segments], reading, error)
      }
    },
  }
}

/** The key of another entity in the same system. */
export function reference(entity: string, path: Path): FieldMapping {
  const segments = segmentsOf(path)
  return {
    paths: [segments],
    describe: `${pathText(segments)} → ${entity}`,
    read(raw, reading) {
      const value = lookUp(raw, segments, reading) ?? ''
      if (value instanceof Drift) return value
      if (value === '' || isAbsent(value, reading)) return null
      const id = keyText(value)
      if (id !== null) return new Reference(entity, id)
      return typeof value === 'number' ? new BadValue('expected a key') : driftAt(segments, reading, 'TYPE')
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
    describe: `computed from ${segments.map(pathText).join(', ') || 'nothing'}`,
    read(raw, reading) {
      for (const path of segments) {
        const drift = findDrift(raw, path, reading, true)
        if (drift) return drift
      }
      try {
        return read(raw) ?? null
      } catch (error) {
        return unconverted(segments, reading, error)
      }
    },
    ...(write && { write: (value: unknown, target: Record<string, unknown>) => write(value, target) }),
  }
}

/** The vendor sends these paths whenever it sends the record, null or empty where it has nothing. */
export function always(mapping: FieldMapping): FieldMapping {
  return readWith(mapping, true)
}

/** The vendor may leave these paths out when it has nothing to say. */
export function sometimes(mapping: FieldMapping): FieldMapping {
  return readWith(mapping, false)
}

function readWith(mapping: FieldMapping, isAlways: boolean): FieldMapping {
  const inTheirWay = onceInARow((reading: Reading) =>
    reading.always === isAlways ? reading : { ...reading, always: isAlways },
  )
  return { ...mapping, read: (raw, reading) => mapping.read(raw, inTheirWay(reading)) }
}

function scalar(value: unknown): unknown {
  if (typeof value === 'object') throw unexpectedType(value, 'a single value')
  return value
}

/** A vendor's id as text; null when it is none. */
export function keyText(value: unknown): string | null {
  if (typeof value === 'string' && value !== '') return value
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null
}

/** A path alone stands for the value at it. */
export function withShorthands(
  fields: Readonly<Record<string, FieldMapping | string>>,
): Readonly<Record<string, FieldMapping>> {
  return mapValues(fields, (field) => (typeof field === 'string' ? at(field) : field))
}

function describeMembers(fields: Readonly<Record<string, FieldMapping>>): string {
  return Object.entries(fields)
    .map(([name, field]) => `${name}: ${field.describe}`)
    .join('; ')
}

/** Reads all members of a value type, or all fields of a record: made once a mapping, called once a record. */
export function createReader(
  fields: Readonly<Record<string, FieldMapping>>,
): (raw: unknown, reading: Reading) => Record<string, unknown> {
  return createObjectMaker(Object.entries(fields).map(([name, field]) => [name, field.read.bind(field)]))
}

function mapValues<In, Out>(
  object: Readonly<Record<string, In>>,
  change: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
}
