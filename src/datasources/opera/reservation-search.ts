import type { Call } from '../datasource.ts'
import { valueAt, type Mapping } from '../mapping.ts'
import type { SearchQuery } from './booking-filters.ts'
import type { OperaClient } from './client.ts'
import { instructionsFor, reservationParts } from './fetch-instructions.ts'
import type { Hotels } from './hotels.ts'
import { withIds } from './unique-ids.ts'

/** The vendor states no maximum for `limit`. */
export const searchPageSize = 200

export interface Hits {
  records: readonly Record<string, unknown>[]
  hasMore: boolean
}

/** The search over all configured hotels, with what the mapping reads. */
export interface ReservationSearch {
  search(query: SearchQuery, page: { offset: number; limit: number }, call: Call): Promise<Hits>
  searchAll(query: SearchQuery, call: Call): Promise<readonly unknown[]>
}

export function createReservationSearch(
  client: OperaClient,
  mapping: Mapping,
  hotels: Hotels,
): ReservationSearch {
  const fetchInstructions = instructionsFor(mapping.paths, reservationParts, 'Reservation')

  async function search(
    query: SearchQuery,
    page: { offset: number; limit: number },
    call: Call,
  ): Promise<Hits> {
    const paging = { limit: String(page.limit), offset: String(page.offset) }
    const request = {
      operation: 'getReservations',
      path: '/rsv/v1/reservations',
      query: { hotelIds: hotels.codes, ...query, ...paging, fetchInstructions },
    }
    const reply = await client.get(request, call)
    const hits = client.listAt(reply, ['reservations', 'reservationInfo'])
    const types = { id: 'Reservation', confirmationNumber: 'Confirmation' }
    const records = hits.map((hit) => withIds(hit, 'reservationIdList', types))
    return { records, hasMore: records.length > 0 && valueAt(reply, ['reservations', 'hasMore']) === true }
  }

  return {
    search,
    async searchAll(query, call) {
      const records: unknown[] = []
      for (;;) {
        const hits = await search(query, { offset: records.length, limit: searchPageSize }, call)
        records.push(...hits.records)
        if (!hits.hasMore) return records
      }
    },
  }
}
