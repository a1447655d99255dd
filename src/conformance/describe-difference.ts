import { inspect } from 'node:util'

const mostNamed = 8

/** How two values differ, in one line: of lists of texts what is missing and what is too much, else both. */
export function describeDifference(actual: unknown, expected: unknown): string {
  return isTexts(actual) && isTexts(expected) && actual.length + expected.length > 0
    ? describeTexts(actual, expected)
    : `expected ${show(expected)}, got ${show(actual)}`
}

export function show(value: unknown): string {
  const text = inspect(value, { depth: 4, breakLength: Infinity, maxArrayLength: mostNamed })
  return text.length > 400 ? `${text.slice(0, 400)}...` : text
}

function describeTexts(actual: readonly string[], expected: readonly string[]): string {
  const missing = expected.filter((text) => !actual.includes(text))
  const stray = actual.filter((text) => !expected.includes(text))
  const problems = [
    ...(missing.length > 0 ? [`missing ${show(missing)}`] : []),
    ...(stray.length > 0 ? [`not expected ${show(stray)}`] : []),
  ]
  if (problems.length > 0) return problems.join('; ')
  if (actual.length !== expected.length) return `${actual.length} instead of ${expected.length}, some twice`
  return `in another order: expected ${show(expected)}, got ${show(actual)}`
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
