import { GatewayError } from '../../errors/gateway-error.ts'
import type { Call, Condition, ListRequest, PageRequest } from '../datasource.ts'
import type { Mapping } from '../mapping.ts'
import { emptyPage, type RawPage } from '../paging.ts'
import { pageByOffset, pageByToken, type PagingOptions } from '../kit/paging-kinds.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import { maxListPage, maxSearchPage, maxSearchResults, type ContactApi } from './contact-api.ts'
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
  function listAll(request: PageRequest, call: Call): Promise<RawPage> {
    return pageByToken(request, { pageSize: maxListPage }, ({ token, limit }) =>
      api.list({ limit, after: token }, call),
    )
  }

  async function search(request: ListRequest, call: Call): Promise<RawPage> {
    const searchFilters = filters.toSearch(request.filter)
    if (searchFilters === null) return emptyPage
    if (searchFilters.length > maxFilters)
      throw new GatewayError(
        'BAD_USER_INPUT',
        `${system} (HubSpot CRM v3) compares at most ${maxFilters} fields at once; use fewer conditions.`,
        { system, field: 'filter' },
      )
    const sorts = filters.toSorts(request.orderBy)
    const paging = { pageSize: maxSearchPage, reach: maxSearchResults, ...confirm(mapping, request.filter) }
    return pageByOffset(request, paging, async (asked) => {
      const { records, next } = await api.search({ filters: searchFilters, sorts, ...asked }, call)
      return { records, hasMore: next !== null }
    })
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
function confirm(mapping: Mapping, filter: readonly Condition[]): Pick<PagingOptions, 'keeps'> {
  const phone = filter.find(({ field }) => field === 'phone')
  return phone ? { keeps: (record) => mapping.read(record).matchKeys.phone === phone.value } : {}
}
