import { GatewayError } from '../../errors/gateway-error.ts'
import type { Call, OrderBy, PageRequest } from '../datasource.ts'
import type { Mapping } from '../mapping.ts'
import { offsetOf, type RawPage } from '../paging.ts'
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
  async function loadPage(query: SearchQuery, { first, after }: PageRequest, call: Call): Promise<RawPage> {
    return collect(query, { first, start: offsetOf(after), keeps: () => true }, call)
  }

  /** Reads on until `first` hits are kept; a cursor is the offset of the hit after its own. */
  async function collect(
    query: SearchQuery,
    wanted: { first: number; start: number; keeps: (raw: unknown) => boolean },
    call: Call,
    pageSize = Math.min(wanted.first, searchPageSize),
  ): Promise<RawPage> {
    const kept: { record: unknown; cursor: string }[] = []
    let hasMore = true
    let offset = wanted.start
    for (let calls = 0; hasMore && kept.length < wanted.first && calls < maxSiftedCalls; calls++) {
      const hits = await search(query, { offset, limit: pageSize }, call)
      for (const [index, record] of hits.records.entries()) {
        if (wanted.keeps(record)) kept.push({ record, cursor: String(offset + index + 1) })
      }
      offset += hits.records.length
      hasMore = hits.hasMore
    }
    // Without a record there is no cursor to go on from.
    if (hasMore && kept.length === 0) throw tooManyToSift()
    const page = kept.slice(0, wanted.first)
    return {
      records: page.map(({ record }) => record),
      cursors: page.map(({ cursor }) => cursor),
      hasNextPage: hasMore || kept.length > page.length,
    }
  }

  async function loadGuest(
    profileId: string,
    page: PageRequest & { orderBy: OrderBy | null },
    call: Call,
  ): Promise<RawPage> {
    // Without a guest the search would be one over all of them.
    if (!idPattern.test(profileId)) return { records: [], cursors: [], hasNextPage: false }
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
        if (composed === null) return { records: [], cursors: [], hasNextPage: false }
        const query = { ...composed.query, ...orderQuery(orderBy) }
        const { sift } = composed
        if (sift === null) return loadPage(query, page, call)
        const keeps = (raw: unknown) => sift.has(String(mapping.read(raw).values.status))
        return collect(query, { ...page, start: offsetOf(page.after), keeps }, call, searchPageSize)
      },
    },
  }
}

function tooManyToSift(): GatewayError {
  const message =
    'CRS (OPERA Cloud) cannot search by this status and has too many other bookings here: narrow it by arrival dates or property.'
  return new GatewayError('BAD_USER_INPUT', message, { field: 'status' })
}
