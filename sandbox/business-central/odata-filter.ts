import type { BcRecord, EntitySet, Field } from './entity-sets.ts'
import { badRequest, failure } from './failures.ts'

export type FilterTest = (record: BcRecord) => boolean

interface Token {
  kind: 'word' | 'literal' | 'symbol'
  text: string
}

interface Parsed {
  test: FilterTest
  /** The fields it looks at: `or` joins tests of one field only. */
  fields: Set<string>
  /** The value of a plain `eq`, so that a long `id eq a or id eq b ...` costs one look-up a record. */
  equals?: Comparable
}

const tokenPattern = /\s*(?:(?<literal>'(?:[^']|'')*')|(?<symbol>[(),])|(?<word>[^\s(),']+))/y

/**
 * An OData $filter over one entity set: eq ne gt ge lt le, and or not, parentheses, contains startswith
 * endswith tolower toupper.
 *
 * @throws ReplyError 400 for what cannot be read; 501 BadRequest_MethodNotImplemented for `or` over two fields,
 * which Business Central cannot translate into its own filters
 */
export function parseFilter(text: string, set: EntitySet): FilterTest {
  const tokens = tokenize(text)
  let position = 0

  /** OData's own parser refuses long filters; a comparison is about this many nodes of its tree. */
  let nodes = 0
  function countNodes(more: number): void {
    nodes += more
    if (nodes > 100) throw badRequest("The node count limit of '100' has been exceeded.")
  }

  const peek = () => tokens[position]
  const peekWord = (word: string) => peek()?.kind === 'word' && peek()?.text === word
  function next(): Token {
    const token = tokens[position]
    if (!token) throw syntaxError(text, 'ends too early')
    position += 1
    return token
  }
  function expectSymbol(symbol: string): void {
    const token = next()
    if (token.kind !== 'symbol' || token.text !== symbol)
      throw syntaxError(text, `needs "${symbol}" at "${token.text}"`)
  }

  function parseOr(): Parsed {
    const parts = [parseAnd()]
    while (peekWord('or')) {
      next()
      parts.push(parseAnd())
    }
    const [first] = parts
    if (first && parts.length === 1) return first
    const fields = new Set(parts.flatMap((part) => [...part.fields]))
    if (fields.size > 1) {
      const message = "The 'OR' operator is not supported on distinct fields on an OData filter."
      throw failure(501, 'BadRequest_MethodNotImplemented', message)
    }
    const [fieldName = ''] = fields
    const values = parts.flatMap(({ equals }) => (equals === undefined ? [] : [equals]))
    if (values.length < parts.length)
      return { fields, test: (record) => parts.some((part) => part.test(record)) }
    const field = fieldOf(fieldName, set)
    const wanted = new Set(values)
    return { fields, test: (record) => wanted.has(comparable(record[fieldName] ?? '', field)) }
  }

  function parseAnd(): Parsed {
    const parts = [parseNot()]
    while (peekWord('and')) {
      next()
      parts.push(parseNot())
    }
    const fields = new Set(parts.flatMap((part) => [...part.fields]))
    return { fields, test: (record) => parts.every((part) => part.test(record)) }
  }

  function parseNot(): Parsed {
    if (!peekWord('not')) return parsePrimary()
    next()
    const { fields, test } = parseNot()
    return { fields, test: (record) => !test(record) }
  }

  function parsePrimary(): Parsed {
    const token = next()
    countNodes(6)
    if (token.kind === 'symbol' && token.text === '(') {
      const inner = parseOr()
      expectSymbol(')')
      return inner
    }
    if (token.kind !== 'word') throw syntaxError(text, `cannot begin a test with "${token.text}"`)
    if (peek()?.kind === 'symbol' && peek()?.text === '(') return parseFunction(token.text)
    const field = fieldOf(token.text, set)
    const operator = next().text
    const compare = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined
    if (!compare) throw syntaxError(text, `has no operator "${operator}"`)
    const wanted = readLiteral(next(), field, token.text)
    const test: FilterTest = (record) => compare(comparable(record[token.text] ?? '', field), wanted)
    return { fields: new Set([token.text]), test, ...(operator === 'eq' && { equals: wanted }) }
  }

  /** `tolower(email) eq 'a@example.com'`: the way to compare text in any case. */
  function parseFolded(fold: (text: string) => string): Parsed {
    expectSymbol('(')
    const fieldName = next().text
    const field = fieldOf(fieldName, set)
    if (field.type !== 'text') throw badRequest(`Case functions need a text field; '${fieldName}' is none.`)
    expectSymbol(')')
    const operator = next().text
    const compare = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined
    if (!compare) throw syntaxError(text, `has no operator "${operator}"`)
    const wanted = readLiteral(next(), field, fieldName)
    const test: FilterTest = (record) => compare(fold(String(record[fieldName] ?? '')), wanted)
    return { fields: new Set([fieldName]), test }
  }

  function parseFunction(name: string): Parsed {
    const fold = Object.hasOwn(caseFunctions, name) ? caseFunctions[name] : undefined
    if (fold) return parseFolded(fold)
    const apply = Object.hasOwn(functions, name) ? functions[name] : undefined
    if (!apply) throw syntaxError(text, `has no function "${name}"`)
    expectSymbol('(')
    const fieldName = next().text
    const field = fieldOf(fieldName, set)
    if (field.type !== 'text')
      throw badRequest(`The function ${name} needs a text field; '${fieldName}' is none.`)
    expectSymbol(',')
    const wanted = String(readLiteral(next(), field, fieldName))
    expectSymbol(')')
    const test: FilterTest = (record) => apply(String(record[fieldName] ?? ''), wanted)
    return { fields: new Set([fieldName]), test }
  }

  const { test } = parseOr()
  const rest = peek()
  if (rest) throw syntaxError(text, `goes on with "${rest.text}"`)
  return test
}

export type Comparable = string | number | boolean

const comparisons: Record<string, (actual: Comparable, wanted: Comparable) => boolean> = {
  eq: (actual, wanted) => actual === wanted,
  ne: (actual, wanted) => actual !== wanted,
  gt: (actual, wanted) => actual > wanted,
  ge: (actual, wanted) => actual >= wanted,
  lt: (actual, wanted) => actual < wanted,
  le: (actual, wanted) => actual <= wanted,
}

const functions: Record<string, (actual: string, wanted: string) => boolean> = {
  contains: (actual, wanted) => actual.includes(wanted),
  startswith: (actual, wanted) => actual.startsWith(wanted),
  endswith: (actual, wanted) => actual.endsWith(wanted),
}

const caseFunctions: Record<string, (text: string) => string> = {
  tolower: (text) => text.toLowerCase(),
  toupper: (text) => text.toUpperCase(),
}

export function fieldOf(name: string, set: EntitySet): Field {
  const field = Object.hasOwn(set.fields, name) ? set.fields[name] : undefined
  if (!field)
    throw badRequest(`Could not find a property named '${name}' on type 'Microsoft.NAV.${set.type}'.`)
  return field
}

/** Instants compare as numbers, GUIDs without case. */
export function comparable(value: Comparable, field: Field): Comparable {
  if (field.type === 'datetime') return Date.parse(String(value))
  return field.type === 'guid' ? String(value).toLowerCase() : value
}

function readLiteral(token: Token, field: Field, name: string): Comparable {
  const isText = token.kind === 'literal'
  const value = isText ? token.text.slice(1, -1).replaceAll("''", "'") : token.text
  const wrong = () => badRequest(`'${value}' is no literal for the ${field.type} property '${name}'.`)
  switch (field.type) {
    case 'text':
    case 'enum':
      if (!isText) throw wrong()
      return value
    case 'guid':
      if (isText || !guidPattern.test(value)) throw wrong()
      return value.toLowerCase()
    case 'decimal':
    case 'integer':
      if (isText || value.trim() === '' || Number.isNaN(Number(value))) throw wrong()
      return Number(value)
    case 'boolean':
      if (isText || (value !== 'true' && value !== 'false')) throw wrong()
      return value === 'true'
    case 'date':
      if (isText || !/^\d{4}-\d{2}-\d{2}$/.test(value)) throw wrong()
      return value
    case 'datetime':
      if (isText || !/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/.test(value)) throw wrong()
      return Date.parse(value)
  }
}

export const guidPattern = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  tokenPattern.lastIndex = 0
  while (tokenPattern.lastIndex < text.trimEnd().length) {
    const groups = tokenPattern.exec(text)?.groups
    if (!groups) throw syntaxError(text, 'has an unterminated string')
    const { literal, symbol, word } = groups
    if (literal !== undefined) tokens.push({ kind: 'literal', text: literal })
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol })
    else tokens.push({ kind: 'word', text: word ?? '' })
  }
  return tokens
}

function syntaxError(text: string, what: string) {
  return badRequest(`The filter "${text.slice(0, 200)}" ${what}.`)
}
