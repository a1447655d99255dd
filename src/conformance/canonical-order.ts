import type { OrderBy } from '../datasources/datasource.ts'
import type { SourceRecord } from '../datasources/source-record.ts'
import { ensureEqual } from './ensure.ts'
import type { KindFixture } from './subject.ts'

type Comparable = string | number
type CompareText = (a: string, b: string) => number

/** Where a system puts records without a usable value is its own affair. */
export function ensureInOrder(
  records: readonly SourceRecord[],
  { field, direction }: OrderBy,
  { compareText }: Pick<KindFixture, 'compareText'>,
): void {
  const values = records.map((record) => record.values[field]).filter(isComparable)
  const sign = direction === 'ASC' ? 1 : -1
  const wrong = values.findIndex((value, index) => {
    const before = values[index - 1]
    return before !== undefined && compareValues(before, value, compareText) * sign > 0
  })
  const neighbours = values.slice(Math.max(wrong - 1, 0), wrong + 1)
  ensureEqual(`sorted by ${field} ${direction}, neighbours in the wrong order`, neighbours, [])
}

export function compareValues(
  a: Comparable,
  b: Comparable,
  compareText: CompareText = compareAsRead,
): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b))
}

export function isComparable(value: unknown): value is Comparable {
  return typeof value === 'string' || typeof value === 'number'
}

/** Exact decimals are text too. */
const compareAsRead: CompareText = (a, b) => {
  const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text)
  if (isNumber(a) && isNumber(b)) return Number(a) - Number(b)
  const [left, right] = [a.toLowerCase(), b.toLowerCase()]
  return left < right ? -1 : left > right ? 1 : 0
}
