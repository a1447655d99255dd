import type { RecordRead } from '../datasources/call.ts'
import { pathText } from '../datasources/path.ts'
import { BadValue, Drift, Reference } from '../datasources/source-record.ts'
import { maskValue, showValue } from './mask-value.ts'

/** One field on its way: what came, by which transform, and what became of it. */
export interface FieldLine {
  field: string
  transform: string
  raw: string
  canonical: string
  /** What is wrong with it; empty where nothing is. */
  note: string
}

/** A record as it came beside what it was understood as, field by field. Pure. @param isShown values in the clear */
export function explainRecord({ mapping, raw, record }: RecordRead, isShown: boolean): FieldLine[] {
  const write = isShown ? showValue : maskValue
  const [idPath = []] = mapping.paths
  const id = {
    field: 'id',
    transform: pathText(idPath),
    raw: write(valueThrough(raw, idPath)),
    canonical: record ? write(record.externalId) : 'null',
    note: record ? '' : 'no usable id: the whole record cannot be read',
  }
  const fields = Object.entries(mapping.fields).flatMap(([field, { describe, paths }]) => {
    const value = record?.values[field]
    // A group has its members' transforms one by one, as its values have their members.
    const transforms = paths.length > 1 ? describe.split('; ') : [describe]
    const raws = paths.map((path) => {
      const name = paths.length > 1 ? `${pathText(path)} = ` : ''
      return name + write(valueThrough(raw, path))
    })
    const canonical = membersOf(value).map(([name, member]) => {
      const text = write(plain(member))
      return name === '' ? text : `${name} = ${text}`
    })
    const notes = problemsIn(value)
    const height = Math.max(transforms.length, raws.length, canonical.length, notes.length, 1)
    return Array.from({ length: height }, (_, row) => ({
      field: row === 0 ? field : '',
      transform: transforms[row] ?? '',
      raw: raws[row] ?? '',
      canonical: canonical[row] ?? '',
      note: notes[row] ?? '',
    }))
  })
  const keys = Object.entries(record?.matchKeys ?? {}).map(([key, value]) => ({
    ...nothing,
    field: `match key ${key}`,
    canonical: write(value),
  }))
  const drifted = [...(record?.drifted ?? [])].filter(([name]) => isOutside(name, record?.values ?? {}))
  const lost = drifted.map(([key, drift]) => ({
    ...nothing,
    field: `match key ${key}`,
    canonical: 'null',
    note: describeProblem(drift),
  }))
  const unavailable = Object.entries(mapping.unavailable).map(([field, reason]) => ({
    ...nothing,
    field,
    canonical: 'null',
    note: `unavailable: ${reason}`,
  }))
  return [id, ...fields, ...keys, ...lost, ...unavailable]
}

const nothing = { transform: '', raw: '', canonical: '', note: '' }

/** The value at a path; of lists on the way, that of each element. */
function valueThrough(raw: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return raw
  if (Array.isArray(raw)) return raw.map((element: unknown) => valueThrough(element, [key, ...rest]))
  if (typeof raw !== 'object' || raw === null || !Object.hasOwn(raw, key)) return undefined
  return valueThrough((raw as Record<string, unknown>)[key], rest)
}

function membersOf(value: unknown): [name: string, value: unknown][] {
  const isTree =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof BadValue) &&
    !(value instanceof Reference)
  return isTree ? Object.entries(value) : [['', value ?? null]]
}

/** What a client would read. */
function plain(value: unknown): unknown {
  if (value instanceof BadValue) return null
  if (value instanceof Reference) return value.externalId
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
}

function problemsIn(value: unknown, name = ''): string[] {
  if (value instanceof BadValue) return [(name && `${name}: `) + describeProblem(value)]
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return [...new Set(value.flatMap((element) => problemsIn(element, name)))]
  return Object.entries(value).flatMap(([key, member]) => problemsIn(member, name ? `${name}.${key}` : key))
}

function describeProblem(problem: BadValue): string {
  if (!(problem instanceof Drift)) return `bad value: ${problem.reason}`
  return problem.problem === 'MISSING'
    ? `drift: ${problem.path} is not sent`
    : `drift: ${problem.path} is of another type`
}

/** Of what drifted, by its name: whether it is a match key's and no field's. */
function isOutside(name: string, values: Readonly<Record<string, unknown>>): boolean {
  return !Object.hasOwn(values, name.split('.')[0] ?? name)
}
