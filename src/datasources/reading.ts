import { BadValueError, unexpectedType, WrongTypeError } from '../codecs/codec.ts'
import { pathText, valueAt, type Path } from './path.ts'
import { BadValue, Drift, type DriftProblem } from './source-record.ts'

/** How a record is read at one place of its mapping. */
export interface Reading {
  /** Source values that mean "none", besides null. */
  readonly absent: readonly unknown[]
  /** Whether the vendor sends every path that is mapped here, null or empty where it has nothing. */
  readonly always: boolean
  /** The list that the record is an element of; empty for the record itself. */
  readonly place: readonly string[]
  /** How much has drifted so far: of all places of one mapping. */
  readonly drifts: { count: number }
}

/** A value that means "none". */
export function isAbsent(value: unknown, { absent }: Reading): boolean {
  return absent.includes(value)
}

/**
 * What keeps a path from being read as agreed: a member that should always be there is not, or there is no object where
 * one was. Null on the way is an answer. `throughLists`: what is asked of a list is asked of its elements, and is missing
 * when none has it.
 */
export function findDrift(
  raw: unknown,
  path: readonly string[],
  reading: Reading,
  throughLists = false,
): Drift | null {
  const problem = problemAt(raw, path, reading, throughLists)
  return problem && driftAt(path, reading, problem)
}

export function driftAt(path: readonly string[], { place, drifts }: Reading, problem: DriftProblem): Drift {
  drifts.count++
  return new Drift(pathText([...place, ...path]), problem)
}

function problemAt(
  value: unknown,
  path: readonly string[],
  reading: Reading,
  throughLists: boolean,
): DriftProblem | null {
  const [key, ...rest] = path
  if (key === undefined || value === null || value === undefined || isAbsent(value, reading)) return null
  if (Array.isArray(value) && !Object.hasOwn(value, key)) {
    if (!throughLists) return 'TYPE'
    const problems = value.map((element: unknown) => problemAt(element, path, reading, throughLists))
    return problems.includes(null) ? null : (problems[0] ?? null)
  }
  if (typeof value !== 'object') return 'TYPE'
  if (!Object.hasOwn(value, key)) return reading.always ? 'MISSING' : null
  return problemAt((value as Record<string, unknown>)[key], rest, reading, throughLists)
}

/**
 * The value at a path, or the `Drift` that keeps it from being read as agreed (see `findDrift`), in one go; undefined where
 * there is none.
 */
export function lookUp(raw: unknown, path: readonly string[], reading: Reading): unknown {
  let value = raw
  for (const key of path) {
    if (value === null || value === undefined) return undefined
    if (typeof value !== 'object')
      return isAbsent(value, reading) ? undefined : driftAt(path, reading, 'TYPE')
    const member = (value as Record<string, unknown>)[key]
    if (!isPlain(member) && !Object.hasOwn(value, key)) {
      if (Array.isArray(value)) return driftAt(path, reading, 'TYPE')
      return reading.always ? driftAt(path, reading, 'MISSING') : undefined
    }
    value = member
  }
  return value
}

/** What an object has of itself: there are only functions and objects to be inherited. */
function isPlain(member: unknown): boolean {
  return typeof member === 'string' || typeof member === 'number' || typeof member === 'boolean'
}

/** What stands in the place of a value whose conversion threw: `BadValue`, or `Drift`. @throws whatever else it was */
export function unconverted(
  paths: readonly (readonly string[])[],
  { place, drifts }: Reading,
  error: unknown,
): BadValue {
  if (error instanceof WrongTypeError) {
    drifts.count++
    const texts = paths.map((path) => pathText([...place, ...path]))
    return new Drift(texts.join(', '), 'TYPE')
  }
  if (error instanceof BadValueError) return new BadValue(error.reason)
  throw error
}

/** The list at a path; empty where there is none. @throws BadValueError where something else is */
export function listAt(raw: unknown, path: Path): readonly unknown[] {
  const list = valueAt(raw, typeof path === 'string' ? path.split('.') : path) ?? []
  if (!Array.isArray(list)) throw unexpectedType(list, 'a list')
  return list
}

/** All that drifted in a value tree, by name: `lines.quantity` for a member of each of an order's lines. */
export function driftsIn(values: Readonly<Record<string, unknown>>, prefix = ''): [string, Drift][] {
  return Object.entries(values).flatMap(([name, value]) => driftsOf(value, prefix + name))
}

function driftsOf(value: unknown, name: string): [string, Drift][] {
  if (value instanceof Drift) return [[name, value]]
  if (Array.isArray(value)) return value.flatMap((element: unknown) => driftsOf(element, name))
  if (typeof value !== 'object' || value === null) return []
  return driftsIn(value as Record<string, unknown>, `${name}.`)
}
