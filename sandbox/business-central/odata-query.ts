import type { BcRecord, EntitySet } from './entity-sets.ts'
import { badRequest } from './failures.ts'
import { comparable, fieldOf, parseFilter, type Comparable } from './odata-filter.ts'
import type { RecordStore } from './record-store.ts'
import { setOf } from './set-of.ts'

type Wire = Record<string, unknown>

/** System query options, of a URL or of the parentheses of an $expand. */
export type QueryOptions = ReadonlyMap<string, string>

export interface Page {
  value: Wire[]
  /** Of all that match, when $count=true asked for it. */
  count: number | null
  /** Options of the next page, if there is one. */
  next: Map<string, string> | null
}

/** The vendor's own ceiling. */
const maxPageSize = 20_000

const knownOptions = ['$filter', '$select', '$expand', '$orderby', '$top', '$skip', '$skiptoken', '$count']

/**
 * One page of a list.
 *
 * @param setName the entity set that `source` is of
 * @param pageSize from `Prefer: odata.maxpagesize`
 * @throws ReplyError for options that cannot be read
 */
export function queryPage(
  store: RecordStore,
  setName: string,
  source: Iterable<BcRecord>,
  options: QueryOptions,
  pageSize = maxPageSize,
): Page {
  for (const name of options.keys()) {
    if (name.startsWith('$') && !knownOptions.includes(name))
      throw badRequest(`The query option '${name}' is unknown.`)
  }
  const set = setOf(setName)
  const filter = options.get('$filter')
  const matches = filter ? parseFilter(filter, set) : () => true
  const order = readOrder(options.get('$orderby'), set)
  const found = [...source].filter(matches).sort(order.compare)
  const token = options.get('$skiptoken')
  const begin = token === undefined ? readCount(options, '$skip', 0) : positionAfter(found, order, token)
  const top = readCount(options, '$top', Number.POSITIVE_INFINITY)
  const size = Math.min(pageSize, maxPageSize, top)
  const page = found.slice(begin, begin + size)
  const last = page.at(-1)
  const isCut = last !== undefined && size < top && begin + size < found.length
  const value = page.map((record) => project(store, setName, record, options))
  return {
    value,
    count: options.get('$count') === 'true' ? found.length : null,
    next: isCut ? nextOptions(options, order.tokenOf(last), top - size) : null,
  }
}

/** A record as $select and $expand want it; the etag is always there. */
export function project(store: RecordStore, setName: string, record: BcRecord, options: QueryOptions): Wire {
  const set = setOf(setName)
  const select = options.get('$select')
  const names = select?.split(',').map((name) => name.trim()) ?? Object.keys(set.fields)
  const wire: Wire = { '@odata.etag': record['@odata.etag'] }
  for (const name of names) {
    if (Object.hasOwn(set.navigations, name)) continue
    fieldOf(name, set)
    wire[name] = record[name]
  }
  for (const [name, inner] of readExpand(options.get('$expand'))) {
    const navigation = Object.hasOwn(set.navigations, name) ? set.navigations[name] : undefined
    if (!navigation)
      throw badRequest(`Could not find a property named '${name}' on type 'Microsoft.NAV.${set.type}'.`)
    const related = store.related(navigation.set, navigation.to, record[navigation.from] ?? '')
    const [other] = related
    if (navigation.many) wire[name] = queryPage(store, navigation.set, related, inner).value
    else if (other) wire[name] = project(store, navigation.set, other, inner)
  }
  return wire
}

interface Order {
  compare(a: BcRecord, b: BcRecord): number
  tokenOf(record: BcRecord): string
  read(token: string): BcRecord
}

/** The asked order, then the set's own, then the id: total, so that a token marks one place. */
function readOrder(orderBy: string | undefined, set: EntitySet): Order {
  const asked = (orderBy ?? '').split(',').flatMap((part) => {
    const [name = '', direction = 'asc', more] = part.trim().split(/\s+/)
    if (name === '') return []
    if (more !== undefined || !['asc', 'desc'].includes(direction))
      throw badRequest(`$orderby cannot be "${part}".`)
    return [{ name, sign: direction === 'desc' ? -1 : 1 }]
  })
  const keys = [...asked, { name: set.order, sign: 1 }, { name: 'id', sign: 1 }].map((key) => ({
    ...key,
    field: fieldOf(key.name, set),
  }))
  /** Each record is compared many times. */
  const known = new Map<BcRecord, Comparable[]>()
  const valuesOf = (record: BcRecord): Comparable[] => {
    const values = known.get(record) ?? keys.map(({ name, field }) => comparable(record[name] ?? '', field))
    known.set(record, values)
    return values
  }
  return {
    compare(a, b) {
      const [left, right] = [valuesOf(a), valuesOf(b)]
      for (const [index, { sign }] of keys.entries()) {
        const [one, other] = [left[index] ?? '', right[index] ?? '']
        if (one !== other) return one < other ? -sign : sign
      }
      return 0
    },
    tokenOf: (record) =>
      Buffer.from(JSON.stringify(keys.map(({ name }) => record[name] ?? ''))).toString('base64url'),
    read(token) {
      const values: unknown = parseJson(Buffer.from(token, 'base64url').toString('utf8'))
      if (!Array.isArray(values) || values.length !== keys.length)
        throw badRequest('The $skiptoken is not valid.')
      return Object.fromEntries(
        keys.map(({ name }, index) => [name, values[index] as string | number | boolean]),
      )
    },
  }
}

function positionAfter(found: readonly BcRecord[], order: Order, token: string): number {
  const mark = order.read(token)
  const position = found.findIndex((record) => order.compare(record, mark) > 0)
  return position < 0 ? found.length : position
}

function nextOptions(options: QueryOptions, token: string, rest: number): Map<string, string> {
  const next = new Map(options)
  next.delete('$skip')
  if (next.has('$top')) next.set('$top', String(rest))
  return next.set('$skiptoken', token)
}

function readCount(options: QueryOptions, name: string, otherwise: number): number {
  const text = options.get(name)
  if (text === undefined) return otherwise
  if (!/^\d{1,9}$/.test(text)) throw badRequest(`Invalid value '${text.slice(0, 50)}' for ${name}.`)
  return Number(text)
}

/** `a,b($select=x;$expand=c)` as names with their own options. */
function readExpand(expand: string | undefined): [string, QueryOptions][] {
  return splitOutside(expand ?? '', ',').map((part) => {
    const open = part.indexOf('(')
    if (open < 0) return [part.trim(), new Map()]
    if (!part.trimEnd().endsWith(')')) throw badRequest(`$expand cannot be "${part}".`)
    const inner = part.trimEnd().slice(open + 1, -1)
    const options = splitOutside(inner, ';').map((option): [string, string] => {
      const equals = option.indexOf('=')
      return [option.slice(0, equals).trim(), option.slice(equals + 1).trim()]
    })
    return [part.slice(0, open).trim(), new Map(options)]
  })
}

/** Splits at a separator that stands in no parentheses and in no string. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = ['']
  let depth = 0
  let quoted = false
  for (const letter of text) {
    if (letter === "'") quoted = !quoted
    if (!quoted && letter === '(') depth += 1
    if (!quoted && letter === ')') depth -= 1
    if (!quoted && depth === 0 && letter === separator) parts.push('')
    else parts.push((parts.pop() ?? '') + letter)
  }
  return parts.filter((part) => part.trim() !== '')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
