import { GatewayError } from '../../errors/gateway-error.ts'
import type { Call, ListRequest, OrderBy, PageRequest } from '../datasource.ts'
import { emptyPage, keysetPageOf, type RawPage } from '../paging.ts'
import { pageByOffset } from '../kit/paging-kinds.ts'
import { valueAt } from '../mapping.ts'
import type { RecordCalls, ReferenceCalls } from '../vendor-calls.ts'
import type { EntitySet } from './client.ts'
import type { Filter } from './filters.ts'
import { odataFilter, odataText } from '../kit/odata.ts'
import { equalsCode, equalsGuid, maxCodeLength, maxTests, storable } from './odata.ts'

type Direction = OrderBy['direction']

export function byId(set: EntitySet): NonNullable<RecordCalls['byId']> {
  return {
    max: maxTests,
    load: async (ids, call) => ({ records: await readAny(set, equalsGuid('id', ids), call) }),
  }
}

/** By a field of the vendor's type Code. */
export function byCode(set: EntitySet, field: string): NonNullable<RecordCalls['byKey']>[string] {
  return { max: maxTests, load: (values, call) => readAny(set, equalsCode(field, values), call) }
}

/** Records for which one of the tests, all of one field, holds. */
export async function readAny(set: EntitySet, tests: readonly string[], call: Call) {
  return tests.length === 0 ? [] : set.read({ filter: odataFilter([tests]) }, call)
}

export interface ListOptions {
  filters: Readonly<Record<string, Filter>>
  /** Canonical field → property. */
  sorts: Readonly<Record<string, string>>
  /** By number, where nothing else is asked for. */
  direction: Direction
}

/**
 * A list with filters and sorts. By number, a page resumes after the number of the last record. By anything else it
 * resumes by offset: what comes after a record in two orders at once takes an `or` of two fields, which the vendor
 * refuses. Hence SHIFTING.
 */
export function listOf(set: EntitySet, options: ListOptions): NonNullable<RecordCalls['list']> {
  const { filters, sorts, direction } = options
  return {
    paging: 'SHIFTING',
    filters: Object.fromEntries(
      Object.entries(filters).map(([field, { comparisons }]) => [field, comparisons]),
    ),
    sorts: Object.keys(sorts),
    async load(request, call) {
      const groups = readFilter(filters, request)
      if (groups.some((tests) => tests.length === 0)) return emptyPage
      const sort = request.orderBy && sorts[request.orderBy.field]
      const sortDirection = request.orderBy?.direction ?? direction
      if (!sort || sort === 'number') return numberPage(set, groups, request, sortDirection, call)
      return offsetPageOf(set, groups, `${sort} ${sortDirection.toLowerCase()},number asc`, request, call)
    },
  }
}

/** @throws GatewayError BAD_USER_INPUT for more values than a filter of the vendor takes. */
function readFilter(filters: ListOptions['filters'], { filter }: ListRequest): (readonly string[])[] {
  const groups = filter.map((condition) => filters[condition.field]?.tests(condition) ?? [])
  // One is left for where the page begins.
  if (groups.flat().length >= maxTests)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `Business Central takes at most ${maxTests - 1} values in a filter; ask for fewer at a time.`,
    )
  return groups
}

/** The orders of a customer and such, by number with the newest first: numbers are given in ascending order. */
export function byGuidReference(set: EntitySet, field: string, ceiling: number): ReferenceCalls {
  return {
    paging: 'STABLE',
    async load(parentId, page, call) {
      const tests = equalsGuid(field, [parentId])
      if (tests.length === 0) return emptyPage
      return numberPage(set, [tests], page, 'DESC', call)
    },
    batch: {
      max: maxTests,
      async load(parentIds, _page, call) {
        const tests = equalsGuid(field, parentIds)
        if (tests.length === 0) return { records: [], complete: true }
        const query = { filter: odataFilter([tests]), orderBy: 'number desc', limit: ceiling }
        const records = await set.read(query, call)
        return { records, complete: records.length < ceiling }
      },
      cursorOf: numberOf,
    },
  }
}

/** A cursor is the number of a record; anything that cannot be one starts over. */
async function numberPage(
  set: EntitySet,
  groups: readonly (readonly string[])[],
  { first, after }: PageRequest,
  direction: Direction,
  call: Call,
): Promise<RawPage> {
  const comparison = direction === 'ASC' ? 'gt' : 'lt'
  const starts = storable([after], maxCodeLength).map((number) => [
    `number ${comparison} ${odataText(number)}`,
  ])
  const query = withFilter([...groups, ...starts], {
    orderBy: `number ${direction.toLowerCase()}`,
    limit: first + 1,
  })
  const found = await set.read(query, call)
  return keysetPageOf(found, first, numberOf)
}

/** The vendor's own pages are joined by the set. */
function offsetPageOf(
  set: EntitySet,
  groups: readonly (readonly string[])[],
  orderBy: string,
  request: PageRequest,
  call: Call,
): Promise<RawPage> {
  return pageByOffset(request, { pageSize: Infinity, looksAhead: true }, async ({ offset, limit }) => ({
    records: await set.read(withFilter(groups, { orderBy, skip: offset, limit }), call),
  }))
}

function withFilter<Query extends object>(groups: readonly (readonly string[])[], query: Query) {
  return groups.length === 0 ? query : { ...query, filter: odataFilter(groups) }
}

function numberOf(raw: unknown): string {
  return String(valueAt(raw, ['number']))
}
