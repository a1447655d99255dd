import { readDecimal } from '../codecs/numbers.ts'
import { Reference } from '../datasources/source-record.ts'

/**
 * Whether a record holds what was to be set. What was not mentioned does not count: a member that is absent in `wanted`
 * may be anything. Decimals and times count by what they mean, text without case: some systems store capitals. A
 * reference is wanted by its external id.
 */
export function holds(wanted: unknown, found: unknown): boolean {
  if (isNothing(wanted) || isNothing(found)) return isNothing(wanted) && isNothing(found)
  if (Array.isArray(wanted) || Array.isArray(found)) {
    if (!Array.isArray(wanted) || !Array.isArray(found) || wanted.length !== found.length) return false
    return wanted.every((element, index) => holds(element, found[index]))
  }
  if (isTree(wanted) && isTree(found)) {
    return Object.entries(wanted).every(
      ([name, member]) => member === undefined || holds(member, found[name]),
    )
  }
  if (found instanceof Reference) return found.externalId === wanted
  return plainForm(wanted) === plainForm(found)
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

const decimalPattern = /^-?\d{1,40}(\.\d{1,40})?$/
const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

function plainForm(value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (decimalPattern.test(value)) return readDecimal(value, 'a decimal number')
  if (instantPattern.test(value)) return Date.parse(value)
  return value.trim().toLowerCase()
}
