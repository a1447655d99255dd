import { z } from 'zod'
import { Secret } from '../../secrets/secret.ts'
import { defineDatasource } from '../define-datasource.ts'
import { quotaOption } from '../kit/quota-option.ts'
import { staticHeaders } from '../transport/credentials.ts'
import { availabilityOperation } from './availability.ts'
import { bookingMapping } from './booking-mapping.ts'
import { bookingWriting } from './booking-writing.ts'
import { bookingCalls } from './bookings.ts'
import { createOperaClient } from './client.ts'
import { customerMapping } from './customer-mapping.ts'
import { customerWriting } from './customer-writing.ts'
import { customerCalls } from './customers.ts'
import { operaFailures } from './failures.ts'
import { createHotels } from './hotels.ts'
import { createProfileReads } from './profile-reads.ts'
import { createReservationSearch } from './reservation-search.ts'
import { operaSignIn } from './sign-in.ts'

const hotel = z.strictObject({
  code: z
    .string()
    .regex(/^[\w-]{1,20}$/, 'expected an OPERA hotel id such as HOTEL1')
    .describe('Hotel id in OPERA'),
  name: z.string().optional().describe('Name to show where OPERA gives none'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin')
    .describe("Time zone of the hotel's clock: OPERA writes its times without one"),
})

const options = z.strictObject({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .describe("Address of the customer's own OPERA Cloud gateway (OHIP), without a path"),
  clientId: z.string().min(1).describe('Client id of the integration user'),
  clientSecret: z.instanceof(Secret).describe('Its client secret, by env() or secretFile()'),
  appKey: z
    .instanceof(Secret)
    .describe('Application key of the OHIP developer portal, by env() or secretFile()'),
  scope: z
    .string()
    .min(1)
    .default('urn:opc:hgbu:ws:__myscopes__')
    .describe('OAuth scope that the integration was given'),
  enterpriseId: z
    .string()
    .regex(/^[A-Z0-9]{1,8}$/, 'expected 1 to 8 capitals and digits')
    .optional()
    .describe('Id of the enterprise, for environments that sign in through OCIM'),
  hotels: z
    .tuple([hotel], hotel)
    .describe('The hotels to read; calls that are about no single hotel are made for the first'),
  specials: z
    .record(z.string(), z.string())
    .default({})
    .describe("What the hotels' codes for Specials mean, e.g. { QUIET: 'Quiet room' }"),
  phoneRegion: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected an ISO 3166 code such as DE')
    .optional()
    .describe('Country of phone numbers without a country code'),
  externalSystem: z
    .string()
    .regex(/^[\w-]{1,20}$/, 'expected the code of an external system such as HEADWATER')
    .default('HEADWATER')
    .describe(
      'Code of the external system that the gateway is set up as in OPERA: its references are kept under it',
    ),
  cancellationCode: z
    .string()
    .min(1)
    .max(20)
    .default('OTHER')
    .describe("One of the hotels' codes for why a reservation is cancelled"),
  newReservation: z
    .strictObject({
      guaranteeCode: z.string().min(1).max(20).optional(),
      paymentMethod: z.string().min(1).max(20).optional(),
      marketCode: z.string().min(1).max(20).optional(),
      sourceCode: z.string().min(1).max(20).optional(),
    })
    .default({})
    .describe(
      "The hotels' codes for what they want of every new reservation, where the rate plan does not say it",
    ),
  maxConcurrent: z.int().positive().default(10).describe('Most calls in flight'),
  // Above it OPERA delays all calls by a second.
  quota: quotaOption({ calls: 50, perMs: 1_000 }),
})

/** Oracle OPERA Cloud through its integration platform (OHIP), as CRS: guests, reservations, availability. */
export const opera = defineDatasource({
  vendor: 'Oracle OPERA Cloud v1',
  options,
  open(given, tools) {
    const { clientId, clientSecret, scope, enterpriseId, specials, phoneRegion } = given
    const { failure, warn } = tools
    const hotels = createHotels(given.hotels)
    const customers = tools.mapping(customerMapping({ phoneRegion }))
    const bookings = tools.mapping(bookingMapping({ hotels, specials, warn }))
    const transport = tools.transport({
      baseUrl: given.baseUrl,
      credentials: [
        operaSignIn({ clientId, clientSecret, scope, enterpriseId }, tools),
        // Below the sign-in, because asking for a token needs it too.
        staticHeaders({ 'x-app-key': given.appKey }),
      ],
      failures: operaFailures([customers, bookings]),
      maxConcurrent: given.maxConcurrent,
      quotas: { general: given.quota },
    })
    const client = createOperaClient({ transport, homeHotelId: given.hotels[0].code, failure })
    const reads = createProfileReads(client, customers)
    const reservations = createReservationSearch(client, bookings, hotels)
    const { externalSystem, cancellationCode, newReservation } = given
    const writesCustomers = customerWriting({ client, mapping: customers, reads, externalSystem, failure })
    const writesBookings = bookingWriting({
      client,
      hotels,
      specials,
      externalSystem,
      cancellationCode,
      newReservation,
      search: reservations.searchAll,
      failure,
    })
    return {
      records: [
        customerCalls(customers, reads, writesCustomers),
        bookingCalls(bookings, hotels, reservations, writesBookings),
      ],
      operations: { availability: availabilityOperation(client, hotels) },
    }
  },
})

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
