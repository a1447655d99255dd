import { GatewayError } from '../../errors/gateway-error.ts'
import type { Call, Condition, ListRequest, PageRequest } from '../datasource.ts'
import type { Mapping } from '../mapping.ts'
import type { RawPage } from '../paging.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import { maxListPage, maxSearchResults, type ContactApi } from './contact-api.ts'
import type { ContactFilters } from './contact-filters.ts'

/** HubSpot's documentation says 6 in one place and 10 in another. */
const maxFilters = 6

/**
 * Lists of contacts. Without filter and order it is HubSpot's own list, which pages by a token; with either it is the
 * search, which pages by offset, reaches 10,000 results, and lags some seconds behind writes. Both are declared
 * SHIFTING: the search shifts, and a place within a token's page is an offset from that token.
 */
export function contactList(
  api: ContactApi,
  mapping: Mapping,
  filters: ContactFilters,
  system: string,
): NonNullable<RecordCalls['list']> {
  function refuse(field: string, message: string): GatewayError {
    return new GatewayError('BAD_USER_INPUT', `${system} (HubSpot CRM v3) ${message}`, { system, field })
  }

  /** A cursor names a vendor's page and how many of its records lie before: `<skip>.<token>`. */
  function readPlace(after: string | null): { token: string | null; skip: number } {
    if (after === null) return { token: null, skip: 0 }
    const [, skip, token] = /^(\d{1,3})\.(.*)$/s.exec(after) ?? []
    if (skip === undefined)
      throw refuse('after', 'did not make this cursor for a list without filter and order.')
    return { token: token || null, skip: Number(skip) }
  }

  async function listAll({ first, after }: PageRequest, call: Call): Promise<RawPage> {
    const records: unknown[] = []
    const cursors: string[] = []
    let { token, skip } = readPlace(after)
    for (;;) {
      const limit = Math.min(maxListPage, skip + first - records.length)
      const page = await api.list({ limit, after: token }, call)
      for (const [index, record] of page.records.entries()) {
        if (index < skip) continue
        records.push(record)
        // At the end of a vendor's page its next token says it best: resuming there skips nothing.
        const isLast = index === page.records.length - 1 && page.next !== null
        cursors.push(isLast ? `0.${page.next}` : `${index + 1}.${token ?? ''}`)
      }
      if (page.next === null || page.records.length === 0 || records.length >= first)
        return { records, cursors, hasNextPage: page.next !== null && page.records.length > 0 }
      ;[token, skip] = [page.next, 0]
    }
  }

  function readOffset(after: string | null): number {
    if (after !== null && !/^\d{1,5}$/.test(after))
      throw refuse('after', 'did not make this cursor for a list with a filter or an order.')
    const offset = Number(after ?? 0)
    if (offset < maxSearchResults) return offset
    throw refuse(
      'after',
      'shows only the first 10,000 results of a filtered or sorted list; narrow the filter.',
    )
  }

  async function search({ first, after, filter, orderBy }: ListRequest, call: Call): Promise<RawPage> {
    let offset = readOffset(after)
    const searchFilters = filters.toSearch(filter)
    if (searchFilters === null) return { records: [], cursors: [], hasNextPage: false }
    if (searchFilters.length > maxFilters)
      throw refuse('filter', `compares at most ${maxFilters} fields at once; use fewer conditions.`)
    const isWanted = confirm(mapping, filter)
    const sorts = filters.toSorts(orderBy)
    const records: unknown[] = []
    const cursors: string[] = []
    for (;;) {
      const limit = Math.min(first - records.length, maxSearchResults - offset)
      const page = await api.search({ filters: searchFilters, sorts, limit, offset }, call)
      for (const record of page.records) {
        offset += 1
        if (!isWanted(record)) continue
        records.push(record)
        cursors.push(String(offset))
      }
      const isEnd = page.next === null || page.records.length === 0
      if (isEnd || records.length >= first || offset >= maxSearchResults)
        return { records, cursors, hasNextPage: !isEnd }
    }
  }

  return {
    paging: 'SHIFTING',
    filters: filters.filters,
    sorts: filters.sorts,
    load: (request, call) =>
      request.filter.length === 0 && request.orderBy === null
        ? listAll(request, call)
        : search(request, call),
  }
}

/** A phone is searched without its country, so that numbers of others come along. */
function confirm(mapping: Mapping, filter: readonly Condition[]): (record: unknown) => boolean {
  const phone = filter.find(({ field }) => field === 'phone')
  return phone ? (record) => mapping.read(record).matchKeys.phone === phone.value : () => true
}
