import { dateTime, localDate } from '../../codecs/dates.ts'
import { moneyPair, type Money } from '../../codecs/money.ts'
import { integer, readDecimal } from '../../codecs/numbers.ts'
import { statusMap, type StatusTable } from '../../codecs/status-map.ts'
import { readText } from '../../codecs/text.ts'
import { zonedDateTime } from '../../codecs/zoned-dates.ts'
import {
  always,
  at,
  computed,
  defineMapping,
  type FieldMapping,
  listAt,
  type Mapping,
  reference,
  valueAt,
} from '../mapping.ts'
import type { Properties } from './properties.ts'

type BookingStatus =
  | 'REQUESTED'
  | 'RESERVED'
  | 'CONFIRMED'
  | 'WAITLISTED'
  | 'CHECKED_IN'
  | 'CHECKED_OUT'
  | 'CANCELLED'
  | 'NO_SHOW'
  | 'UNKNOWN'

/** In the vendor's spelling: `canceled` of reservations, although its rooms are `cancelled`. */
export const bookingStatuses: StatusTable<Exclude<BookingStatus, 'UNKNOWN'>> = {
  REQUESTED: 'not_confirmed',
  RESERVED: [],
  CONFIRMED: 'confirmed',
  WAITLISTED: [],
  CHECKED_IN: 'checked_in',
  CHECKED_OUT: 'checked_out',
  CANCELLED: 'canceled',
  NO_SHOW: 'no_show',
}

export interface BookingMappingOptions {
  properties: Properties
  warn(message: string): void
}

/**
 * Booking as getReservationsWithRateDetails has it, the one list with prices. Its numbers of guests are texts, by room. The id is
 * what guests are told as their reservation's number.
 */
export function bookingMapping({ properties, warn }: BookingMappingOptions): Mapping {
  const status = statusMap<BookingStatus>(bookingStatuses, {
    unknown: 'UNKNOWN',
    onUnknown: (value) =>
      warn(`Cloudbeds has a reservation status that is not mapped: ${value.slice(0, 40)}`),
  })
  return defineMapping({
    entity: 'Booking',
    id: 'reservationID',
    version: 'dateModifiedUTC',
    fields: {
      confirmationNumber: 'reservationID',
      status: always(at('status', status)),
      property: computed(['propertyID'], (raw) =>
        properties.property(readText(valueAt(raw, ['propertyID']), 'an id')),
      ),
      arrival: day('reservationCheckIn'),
      departure: day('reservationCheckOut'),
      roomType: ofRooms('roomTypeName'),
      ratePlan: ofRooms('rateName'),
      adults: guests('adults'),
      children: guests('children'),
      totalPrice: amount('total'),
      // What is asked for in advance; 0 where nothing is.
      deposit: amount('balanceDetailed.suggestedDeposit', (value) => readDecimal(value, 'an amount') !== '0'),
      paymentStatus: computed(['balanceDetailed.paid', 'total'], readPaymentStatus),
      sourceChannel: 'sourceName',
      createdAt: utcTime('dateCreatedUTC'),
      updatedAt: utcTime('dateModifiedUTC'),
      customer: reference('Customer', 'guestID'),
    },
    unavailable: {
      specialRequests: 'Cloudbeds keeps them with the guest, not with the reservation',
    },
    matchKeys: { confirmationNumber: at('reservationID') },
  })
}

/** A time that the vendor writes in UTC, with or without saying so. */
export function readUtcTime(written: unknown): string {
  const text = readText(written, 'a time')
  return /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? dateTime().decode(text) : zonedDateTime('UTC').decode(text)
}

function utcTime(path: string): FieldMapping {
  return computed([path], (raw) => {
    const written = valueAt(raw, [path])
    return written === undefined || written === null || written === '' ? null : readUtcTime(written)
  })
}

/** The day at the property; some replies have its hour beside it. */
function day(path: string): FieldMapping {
  return always(
    computed([path], (raw) => {
      const written = valueAt(raw, [path]) ?? null
      return written === null
        ? null
        : localDate().decode(readText(written, 'a date').replace(/[T ]\d\d:.*$/, ''))
    }),
  )
}

/** One name for all rooms, or each that there is. */
function ofRooms(member: string): FieldMapping {
  return computed([`rooms.${member}`], (raw) => {
    const names = listAt(raw, 'rooms').map((room) => valueAt(room, [member]) ?? '')
    const given = [...new Set(names.map((name) => readText(name, 'a name')))].filter((name) => name !== '')
    return given.length === 0 ? null : given.join(', ')
  })
}

function guests(member: string): FieldMapping {
  const count = integer({ min: 0, max: 10_000 })
  return computed([`rooms.${member}`], (raw) => {
    const rooms = listAt(raw, 'rooms').flatMap((room) => valueAt(room, [member]) ?? [])
    return rooms.length === 0
      ? null
      : rooms.reduce<number>((sum, one) => sum + count.decode(one as string), 0)
  })
}

function amount(path: string, counts: (value: unknown) => boolean = () => true): FieldMapping {
  return computed([path, 'propertyCurrency'], (raw): Money | null => {
    const value = valueAt(raw, path.split('.'))
    if (value === undefined || value === null || value === '' || !counts(value)) return null
    return moneyPair().decode({ amount: value, currencyCode: valueAt(raw, ['propertyCurrency']) })
  })
}

/** Cloudbeds has no such status: it follows from what was paid, against the price. */
function readPaymentStatus(raw: unknown): 'UNPAID' | 'DEPOSIT_PAID' | 'PAID' | 'UNKNOWN' {
  const [paid, total] = [valueAt(raw, ['balanceDetailed', 'paid']), valueAt(raw, ['total'])].map((value) =>
    value === undefined || value === null ? null : Number(readDecimal(value, 'an amount')),
  )
  if (paid === null || paid === undefined || total === null || total === undefined) return 'UNKNOWN'
  if (paid >= total) return 'PAID'
  return paid > 0 ? 'DEPOSIT_PAID' : 'UNPAID'
}
