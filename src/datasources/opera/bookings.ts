import { GatewayError } from '../../errors/gateway-error.ts'
import type { Call, OrderBy, PageRequest } from '../datasource.ts'
import type { Mapping } from '../mapping.ts'
import { emptyPage, type RawPage } from '../paging.ts'
import { pageByOffset, type PagingOptions } from '../kit/paging-kinds.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import {
  bookingFilters,
  bookingSorts,
  composeSearch,
  orderQuery,
  type SearchQuery,
} from './booking-filters.ts'
import type { WriteCalls } from '../write-calls.ts'
import type { Hotels } from './hotels.ts'
import { searchPageSize, type ReservationSearch } from './reservation-search.ts'
import { idPattern } from './unique-ids.ts'

/** The vendor states no maximum for ids; so many keep the address of the call at some 3 kB. */
const maxIdsPerCall = 100

/** How far a list is read for statuses that OPERA cannot search by, before the caller has to narrow it. */
const maxSiftedCalls = 25

const keyPattern = /^[\w-]{1,50}$/

/**
 * Reservations of all configured hotels through rsv/v1's search over hotels, which answers every look-up here with
 * one call a page. It takes one guest at a time.
 */
export function bookingCalls(
  mapping: Mapping,
  hotels: Hotels,
  { search, searchAll }: ReservationSearch,
  writing: WriteCalls,
): RecordCalls {
  /** A cursor is the offset of the hit after its own. */
  function loadPage(
    query: SearchQuery,
    request: PageRequest,
    call: Call,
    sifting: Pick<PagingOptions, 'keeps'> = {},
  ): Promise<RawPage> {
    const paging = { pageSize: searchPageSize, maxCalls: maxSiftedCalls, refuse: tooManyToSift, ...sifting }
    return pageByOffset(request, paging, (asked) => search(query, asked, call))
  }

  async function loadGuest(
    profileId: string,
    page: PageRequest & { orderBy: OrderBy | null },
    call: Call,
  ): Promise<RawPage> {
    // Without a guest the search would be one over all of them.
    if (!idPattern.test(profileId)) return emptyPage
    return loadPage({ profileId, ...orderQuery(page.orderBy) }, page, call)
  }

  return {
    mapping,
    writing,
    idPattern,
    byId: {
      max: maxIdsPerCall,
      load: async (ids, call) => ({ records: await searchAll({ reservationIdList: ids }, call) }),
    },
    byKey: {
      confirmationNumber: {
        max: maxIdsPerCall,
        async load(values, call) {
          const possible = values.filter((value) => keyPattern.test(value))
          return possible.length === 0 ? [] : searchAll({ confirmationNumberList: possible }, call)
        },
      },
    },
    byReference: { customer: { paging: 'SHIFTING', sorts: bookingSorts, load: loadGuest } },
    list: {
      paging: 'SHIFTING',
      filters: bookingFilters,
      sorts: bookingSorts,
      async load({ filter, orderBy, ...page }, call) {
        const composed = composeSearch(filter, hotels)
        if (composed === null) return emptyPage
        const query = { ...composed.query, ...orderQuery(orderBy) }
        const { sift } = composed
        if (sift === null) return loadPage(query, page, call)
        const keeps = (raw: unknown) => sift.has(String(mapping.read(raw).values.status))
        return loadPage(query, page, call, { keeps })
      },
    },
  }
}

function tooManyToSift(): GatewayError {
  const message =
    'CRS (OPERA Cloud) cannot search by this status and has too many other bookings here: narrow it by arrival dates or property.'
  return new GatewayError('BAD_USER_INPUT', message, { field: 'status' })
}
