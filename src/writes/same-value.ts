import { readDecimal } from '../codecs/numbers.ts'
import { Reference } from '../datasources/source-record.ts'

/**
 * Whether a record holds what was to be set. What was not mentioned does not count: a member that is absent in `wanted`
 * may be anything. Decimals and times count by what they mean. A reference is wanted by its external id.
 *
 * @param text how text counts: some systems store capitals, so that who asks whether a change took effect does not mind
 *   the case; who asks whether there is anything to change does
 */
export function holds(wanted: unknown, found: unknown, text: 'ANY_CASE' | 'AS_IT_IS' = 'ANY_CASE'): boolean {
  if (isNothing(wanted) || isNothing(found)) return isNothing(wanted) && isNothing(found)
  if (Array.isArray(wanted) || Array.isArray(found)) {
    if (!Array.isArray(wanted) || !Array.isArray(found) || wanted.length !== found.length) return false
    return wanted.every((element, index) => holds(element, found[index], text))
  }
  if (isTree(wanted) && isTree(found)) {
    return Object.entries(wanted).every(
      ([name, member]) => member === undefined || holds(member, found[name], text),
    )
  }
  if (found instanceof Reference) return found.externalId === wanted
  return plainForm(wanted, text) === plainForm(found, text)
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

/** With a zero in front it is no number but a code, e.g. a postal code. */
const decimalPattern = /^-?(0|[1-9]\d{0,39})(\.\d{1,40})?$/
const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

function plainForm(value: unknown, text: 'ANY_CASE' | 'AS_IT_IS'): unknown {
  if (typeof value !== 'string') return value
  if (decimalPattern.test(value)) return readDecimal(value, 'a decimal number')
  if (instantPattern.test(value)) return Date.parse(value)
  return text === 'ANY_CASE' ? value.trim().toLowerCase() : value.trim()
}
