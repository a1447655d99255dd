import { isObject, parseObject } from '../kit/parse-object.ts'
import type { JsonObject } from '../kit/parse-object.ts'
import type { Contact } from './contact.ts'
import { propertyDefinitions, readProperty } from './contact.ts'
import { invalid, invalidJson } from './failures.ts'

/** Pages reach this far into one search; what lies behind is a 400. */
export const maxSearchResults = 10_000

type Test = (contact: Contact) => boolean

/**
 * filterGroups of a search body as one test: filters within a group are joined by AND, groups by OR.
 *
 * @throws ContactFailure for unknown properties and operators, missing values, and above 5 groups or 6 filters each
 */
export function readFilterGroups(body: JsonObject): Test {
  const groups = readArray(body, 'filterGroups').map((group) => {
    if (!isObject(group)) throw invalidJson('a filter group must be an object')
    return readArray(group, 'filters').map(readFilter)
  })
  if (groups.length > 5 || groups.some((filters) => filters.length > 6)) {
    throw invalid('There can be at most 5 filterGroups with 6 filters each')
  }
  if (groups.length === 0) return () => true
  return (contact) => groups.some((filters) => filters.every((matches) => matches(contact)))
}

/** The search box: every word must stand somewhere in the searchable properties. */
export function readQuery(body: JsonObject): Test {
  const query = body.query
  if (query === undefined) return () => true
  if (typeof query !== 'string') throw invalidJson('query must be a string')
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const searched = [
    'firstname',
    'lastname',
    'email',
    'phone',
    'company',
    'hs_searchable_calculated_phone_number',
  ]
  return (contact) => {
    const text = searched
      .map((name) => readProperty(contact, name) ?? '')
      .join(' ')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  }
}

/**
 * The order of a search: a property name, `-name` for descending, or {propertyName, direction}, which the SDK's
 * users also send as JSON text. Without one, oldest first. Ties are broken by id.
 */
export function readSort(body: JsonObject): (a: Contact, b: Contact) => number {
  const [first, ...more] = readArray(body, 'sorts')
  if (more.length > 0) throw invalid('Only one sort can be given')
  const { name, descending } = parseSort(first ?? 'createdate')
  if (!Object.hasOwn(propertyDefinitions, name)) throw unknownProperty(name)
  return (a, b) => {
    const [left, right] = [comparable(name, readProperty(a, name)), comparable(name, readProperty(b, name))]
    if (left !== right) {
      // Contacts without a value come last in both directions.
      if (left === null || right === null) return left === null ? 1 : -1
      return (left < right ? -1 : 1) * (descending ? -1 : 1)
    }
    return Number(a.id) - Number(b.id)
  }
}

function parseSort(sort: unknown): { name: string; descending: boolean } {
  if (isObject(sort) && typeof sort.propertyName === 'string') {
    return { name: sort.propertyName, descending: sort.direction === 'DESCENDING' }
  }
  if (typeof sort !== 'string')
    throw invalidJson('a sort must be a property name or {propertyName, direction}')
  if (sort.startsWith('{')) return parseSort(parseObject(sort))
  return sort.startsWith('-') ? { name: sort.slice(1), descending: true } : { name: sort, descending: false }
}

function readFilter(filter: unknown): Test {
  if (!isObject(filter)) throw invalidJson('a filter must be an object')
  const { propertyName: name, operator } = filter
  if (typeof name !== 'string') throw invalid('A filter needs a propertyName')
  if (!Object.hasOwn(propertyDefinitions, name)) throw unknownProperty(name)
  const valueOf = (contact: Contact) => comparable(name, readProperty(contact, name))
  const one = (member: string) => {
    const value = filter[member]
    if (typeof value !== 'string') throw invalid(`Operator ${String(operator)} needs "${member}" as a string`)
    return comparable(name, value) ?? ''
  }
  const compare = (test: (actual: string | number, wanted: string | number) => boolean): Test => {
    const wanted = one('value')
    return (contact) => {
      const actual = valueOf(contact)
      return actual !== null && test(actual, wanted)
    }
  }
  const not =
    (test: Test): Test =>
    (contact) =>
      !test(contact)

  switch (operator) {
    case 'EQ':
      return compare((actual, wanted) => actual === wanted)
    case 'NEQ':
      return not(compare((actual, wanted) => actual === wanted))
    case 'LT':
      return compare((actual, wanted) => actual < wanted)
    case 'LTE':
      return compare((actual, wanted) => actual <= wanted)
    case 'GT':
      return compare((actual, wanted) => actual > wanted)
    case 'GTE':
      return compare((actual, wanted) => actual >= wanted)
    case 'BETWEEN': {
      const [low, high] = [one('value'), one('highValue')]
      return (contact) => {
        const actual = valueOf(contact)
        return actual !== null && actual >= low && actual <= high
      }
    }
    case 'IN':
      return isOneOf(filter, name)
    case 'NOT_IN':
      return not(isOneOf(filter, name))
    case 'HAS_PROPERTY':
      return (contact) => readProperty(contact, name) !== null
    case 'NOT_HAS_PROPERTY':
      return (contact) => readProperty(contact, name) === null
    case 'CONTAINS_TOKEN':
      return containsToken(String(one('value')), name)
    case 'NOT_CONTAINS_TOKEN':
      return not(containsToken(String(one('value')), name))
    default:
      throw invalid(`Unknown filter operator ${JSON.stringify(operator)}`)
  }
}

/** Values of text properties must be sent in lower case: others match nothing, as the vendor documents. */
function isOneOf(filter: JsonObject, name: string): Test {
  const values = readArray(filter, 'values')
  if (values.length === 0) throw invalid('Operators IN and NOT_IN need "values"')
  const isText = isTextual(name)
  const wanted = new Set(values.map((value) => (isText ? value : comparable(name, String(value)))))
  return (contact) => {
    const actual = comparable(name, readProperty(contact, name))
    return actual !== null && wanted.has(actual)
  }
}

function containsToken(pattern: string, name: string): Test {
  const escaped = pattern
    .toLowerCase()
    .split('*')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const token = new RegExp(`^${escaped.join('.*')}$`)
  return (contact) => {
    const text = readProperty(contact, name)?.toLowerCase()
    if (text === undefined) return false
    return [text, ...text.split(/[^\p{L}\p{N}]+/u)].some((word) => token.test(word))
  }
}

function isTextual(name: string): boolean {
  const type = propertyDefinitions[name]?.type
  return type === 'string' || type === 'email'
}

/** Text compares without case; dates by instant, given as epoch milliseconds or ISO; ids by number. */
function comparable(name: string, value: string | null): string | number | null {
  if (value === null) return null
  const type = propertyDefinitions[name]?.type
  if (type === 'datetime') return /^\d+$/.test(value) ? Number(value) : Date.parse(value)
  if (type === 'number') return Number(value)
  return isTextual(name) ? value.toLowerCase() : value
}

function readArray(body: JsonObject, member: string): unknown[] {
  const value = body[member]
  if (value === undefined) return []
  if (!Array.isArray(value)) throw invalidJson(`${member} must be an array`)
  return value
}

function unknownProperty(name: string) {
  return invalid(`There is no property "${name}"`, [
    { message: `Property "${name}" does not exist`, in: name },
  ])
}
