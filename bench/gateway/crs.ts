import { defineDatasource, defineMapping, reference } from 'headwater'
import { z } from 'zod'
import { customersRecords } from './customers-records.ts'

const reservationMapping = defineMapping({
  entity: 'Booking',
  id: 'id',
  fields: {
    hotelCode: 'hotelCode',
    roomType: 'roomType',
    arrival: 'arrival',
    departure: 'departure',
    status: 'status',
    adults: 'adults',
    totalAmount: 'totalAmount',
    currency: 'currency',
    customer: reference('Customer', 'guestId'),
  },
})

/** The simulated CRS: reservations by their guests. */
export const crs = defineDatasource({
  vendor: 'Simulated CRS',
  options: z.strictObject({ baseUrl: z.url() }),
  open({ baseUrl }, { transport, mapping, failure }) {
    const http = transport({ baseUrl, credentials: [], failures: [], maxConcurrent: 512 })
    const ofGuests = { operation: 'reservations', path: '/crs/reservations', parameter: 'guestIds' }
    return {
      records: [
        {
          mapping: mapping(reservationMapping),
          idPattern: /^r\d{1,9}-\d{1,9}$/,
          byReference: { customer: customersRecords(http, ofGuests, failure) },
        },
      ],
    }
  },
})
