import {
  defineDatasource,
  findByKey,
  openDatabase,
  Secret,
  sqlRecords,
  valueAt,
  type Call,
  type RecordCalls,
} from 'headwater'
import { z } from 'zod'
import { availability, createRates } from './availability.ts'
import { bookingMapping, bookingRelation } from './bookings.ts'
import { bookingWriting } from './booking-writing.ts'
import { openDesk } from './desk.ts'
import { guestMapping, guestRelation } from './guests.ts'
import { guestWriting } from './guest-writing.ts'
import { createYears } from './years.ts'

const options = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .describe("Address of HotelDruid's pages; its language has to be English"),
  databaseUrl: z
    .instanceof(Secret)
    .describe('Its PostgreSQL database, for reading: postgres://reader:password@host/hoteldruid'),
  account: z
    .strictObject({ user: z.string().min(1), password: z.instanceof(Secret) })
    .nullable()
    .default(null)
    .describe('Of the gateway, and of nobody else; none where HotelDruid asks nobody to log in'),
  property: z
    .strictObject({
      code: z.string().regex(/^[\w-]{1,20}$/, 'expected a code such as HOTEL1'),
      name: z.string().optional(),
    })
    .describe('The house: HotelDruid has one and does not say which'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as EUR')
    .describe('Of all its amounts'),
  timeZone: z.string().describe("IANA time zone of the house, and of its server's clock"),
  phoneRegion: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected an ISO 3166 code such as IT')
    .optional()
    .describe('Country of phone numbers without a country code'),
  confirms: z.boolean().default(true).describe('Whether a new reservation is confirmed at once'),
  maxConcurrent: z.int().positive().default(4).describe('Most pages and most statements at once'),
})

/**
 * HotelDruid 3.0 as CRS, with the public kit alone: it is read from its database and written to by its forms, one year's tables
 * and one page of HTML at a time.
 */
export const hoteldruid = defineDatasource({
  vendor: 'HotelDruid 3.0',
  options,
  open(given, tools) {
    const { url, account, property, maxConcurrent, confirms, phoneRegion } = given
    const { failure, system } = tools
    const database = openDatabase({ url: given.databaseUrl, maxConnections: maxConcurrent }, tools)
    const years = createYears(database, tools)
    const rates = createRates(database)
    const desk = openDesk({ url, account, maxConcurrent }, tools)
    const guests = sqlRecords(database, guestRelation, tools.mapping(guestMapping({ phoneRegion })))
    const bookings = {
      ...sqlRecords(database, bookingRelation(years, given), tools.mapping(bookingMapping(given))),
      // The number begins anew each year.
      idPattern: /^\d{4}-[1-9]\d{0,8}$/,
    }
    const surnameOf = async (guest: string, call: Call) => {
      const [raw] = (await guests.byId?.load([guest], call))?.records ?? []
      const surname = valueAt(raw, ['family'])
      return typeof surname === 'string' ? surname : null
    }
    const writesBookings = bookingWriting({
      desk,
      years,
      find: findByKey(bookings, 'reference'),
      failure,
      property,
      system,
      confirms,
      surnameOf,
      rateOf: rates.codeOf,
    })
    return {
      records: [
        {
          ...withoutReference(guests),
          writing: guestWriting({ desk, years, find: findByKey(guests, 'reference'), surnameOf, failure }),
        },
        { ...withoutReference(bookings), writing: writesBookings },
      ],
      operations: { availability: availability({ ...given, database, years, rates }) },
      close: database.close,
    }
  },
})

/** The gateway's own reference is no key that anybody else knows. */
function withoutReference({ byKey = {}, ...calls }: RecordCalls): RecordCalls {
  return {
    ...calls,
    byKey: Object.fromEntries(Object.entries(byKey).filter(([name]) => name !== 'reference')),
  }
}
