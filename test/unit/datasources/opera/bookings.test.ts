import { bookingMapping } from '../../../../src/datasources/opera/booking-mapping.ts'
import { bookingCalls } from '../../../../src/datasources/opera/bookings.ts'
import { createHotels } from '../../../../src/datasources/opera/hotels.ts'
import type { ReservationSearch } from '../../../../src/datasources/opera/reservation-search.ts'

const asked = () => Promise.reject(new Error('OPERA was asked'))
const unreachable: ReservationSearch = { search: asked, searchAll: asked }
const hotels = createHotels([{ code: 'HWBER', timeZone: 'Europe/Berlin' }])
const mapping = bookingMapping({ hotels, specials: {}, warn: () => undefined })

test.each(['', ' ', '*', '80003&hotelIds=OTHER', 'x'.repeat(50_000)])(
  'bookings of no possible guest are none, without a search that would be one over all guests: %.20j',
  async (profileId) => {
    const call = { signal: new AbortController().signal, requestId: 'test' }
    const page = await bookingCalls(mapping, hotels, unreachable, {}).byReference?.customer?.load(
      profileId,
      { first: 2, after: null, orderBy: null },
      call,
    )
    expect(page).toEqual({ records: [], cursors: [], hasNextPage: false })
  },
)
