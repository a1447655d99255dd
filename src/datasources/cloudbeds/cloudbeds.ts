import { z } from 'zod'
import { zonedDateTime } from '../../codecs/zoned-dates.ts'
import { Secret } from '../../secrets/secret.ts'
import { defineDatasource } from '../define-datasource.ts'
import { quotaOption } from '../kit/quota-option.ts'
import { apiKeyHeader } from '../transport/credentials.ts'
import { availabilityOperation } from './availability.ts'
import { bookingMapping } from './booking-mapping.ts'
import { bookingCalls } from './bookings.ts'
import { createCloudbedsClient } from './client.ts'
import { customerMapping } from './customer-mapping.ts'
import { customerCalls } from './customers.ts'
import { cloudbedsFailures } from './failures.ts'
import { createProperties } from './properties.ts'

const property = z.strictObject({
  id: z
    .string()
    .regex(/^\d{1,20}$/, 'expected the number of a property')
    .describe('Id of the property in Cloudbeds'),
  name: z.string().min(1).optional().describe('Name to show'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin')
    .describe("Time zone in which the property's arrivals and departures are dates"),
})

const options = z.strictObject({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.cloudbeds.com/api/v1.3')
    .describe('Address of the API with its version'),
  apiKey: z
    .instanceof(Secret)
    .describe('API key with read:reservation, read:guest and read:room, and write:reservation to cancel'),
  properties: z
    .tuple([property], property)
    .describe('The properties to read; the key must reach all of them'),
  phoneRegion: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected an ISO 3166 code such as DE')
    .optional()
    .describe('Country of phone numbers without a country code'),
  quota: quotaOption({ calls: 5, perMs: 1_000 }),
  maxConcurrent: z.int().positive().default(5).describe('Most calls in flight'),
})

/** Cloudbeds PMS API v1.3, as CRS: reservations, which can be cancelled, their guests, and what can be booked. */
export const cloudbeds = defineDatasource({
  vendor: 'Cloudbeds API v1.3',
  options,
  open({ baseUrl, apiKey, phoneRegion, quota, maxConcurrent, ...given }, tools) {
    const properties = createProperties(given.properties)
    const transport = tools.transport({
      baseUrl,
      credentials: [apiKeyHeader('x-api-key', apiKey)],
      failures: cloudbedsFailures,
      maxConcurrent,
      quotas: { general: quota },
    })
    const client = createCloudbedsClient(transport, tools.failure)
    const bookings = tools.mapping(bookingMapping({ properties, warn: tools.warn }))
    return {
      records: [
        bookingCalls({ client, mapping: bookings, properties, now: tools.now }),
        customerCalls({ client, mapping: tools.mapping(customerMapping({ phoneRegion })), properties }),
      ],
      operations: { availability: availabilityOperation(client, properties) },
    }
  },
})

function isTimeZone(name: string): boolean {
  try {
    zonedDateTime(name)
    return true
  } catch {
    return false
  }
}
