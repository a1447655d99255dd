import { isDeepStrictEqual } from 'node:util'
import { describeDifference, show } from './describe-difference.ts'

/** A claim of the suite that does not hold. Its message says what was looked at, what was expected and what came. */
export class ClaimError extends Error {
  override readonly name = 'ClaimError'
}

/** @param claim what is wrong where it does not hold */
export function ensure(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new ClaimError(claim)
}

export function ensureEqual(what: string, actual: unknown, expected: unknown): void {
  ensure(isDeepStrictEqual(actual, expected), `${what}: ${describeDifference(actual, expected)}`)
}

/** Whatever their order. */
export function ensureSame(what: string, actual: Iterable<string>, expected: Iterable<string>): void {
  ensureEqual(what, [...actual].toSorted(), [...expected].toSorted())
}

export function ensureContains(what: string, actual: readonly string[], expected: readonly string[]): void {
  const missing = expected.filter((text) => !actual.includes(text))
  ensure(missing.length === 0, `${what}: missing ${show(missing)}`)
}

/** Of `actual`, the members that `expected` has; lists as a whole, in their length and order. */
export function ensureMatches(
  what: string,
  actual: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(expected)) {
    const holds = Object.hasOwn(actual, name) && matches(actual[name], value)
    ensure(holds, `${what}, ${name}: ${describeDifference(actual[name], value)}`)
  }
}

function matches(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((one, index) => matches(actual[index], one))
    )
  if (!isPlain(expected) || !isPlain(actual)) return isDeepStrictEqual(actual, expected)
  return Object.entries(expected).every(([name, value]) => matches(actual[name], value))
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
