import { localDate } from '../../codecs/dates.ts'
import { moneyPair, type Money } from '../../codecs/money.ts'
import { integer, readDecimal } from '../../codecs/numbers.ts'
import { readText } from '../../codecs/text.ts'
import {
  always,
  at,
  computed,
  defineMapping,
  type FieldMapping,
  type Mapping,
  reference,
  valueAt,
} from '../mapping.ts'
import { bookingStatus } from './booking-status.ts'
import type { Hotels } from './hotels.ts'
import { readSpecials, writeSpecials } from './specials.ts'

export interface BookingMappingOptions {
  hotels: Hotels
  /** What the hotels' codes for Specials mean; a code that is not in it stands for itself. */
  specials: Readonly<Record<string, string>>
  warn(message: string): void
}

/** Room for any hotel's guests; a larger count is no count. */
const maxGuests = 10_000

/**
 * Booking as a hit of OPERA's reservation search (reservationInfoType of rsv/v1), with its ids lifted to `id` and
 * `confirmationNumber`. The search carries everything but comments. OPERA's description requires no member of a hit; what is
 * `always` sent is what a reservation cannot be without.
 */
export function bookingMapping({ hotels, specials, warn }: BookingMappingOptions): Mapping {
  const guests = integer({ min: 0, max: maxGuests })
  return defineMapping({
    entity: 'Booking',
    id: 'id',
    version: 'lastModifyDateTime',
    fields: {
      confirmationNumber: 'confirmationNumber',
      status: always(at('reservationStatus', bookingStatus(warn))),
      property: computed(
        ['hotelId', 'hotelName'],
        (raw) => {
          const code = textAt(raw, 'hotelId')
          return code === null ? null : hotels.property(code, textAt(raw, 'hotelName'))
        },
        // To be set, it is the code alone.
        (value, target) => {
          target.hotelId = typeof value === 'string' ? value : valueAt(value, ['code'])
        },
      ),
      roomType: 'roomStay.roomType',
      ratePlan: 'roomStay.ratePlanCode',
      arrival: always(at('roomStay.arrivalDate', localDate())),
      departure: always(at('roomStay.departureDate', localDate())),
      adults: at('roomStay.adultCount', guests),
      children: at('roomStay.childCount', guests),
      totalPrice: at('roomStay.totalAmount', moneyPair()),
      deposit: computed(['deposit.amountRequired', 'roomStay.totalAmount.currencyCode'], readDeposit),
      paymentStatus: computed(
        [
          'revenuesAndBalances.totalDepositPaid.amount',
          'revenuesAndBalances.totalPayment.amount',
          'roomStay.totalAmount.amount',
        ],
        readPaymentStatus,
      ),
      // The vendor's schema says sourceCode, its example sourceOfBusiness.
      sourceChannel: computed(
        ['roomStay.sourceCode', 'roomStay.sourceOfBusiness'],
        (raw) => textAt(raw, 'roomStay.sourceCode') ?? textAt(raw, 'roomStay.sourceOfBusiness'),
      ),
      specialRequests: computed(
        ['specials'],
        (raw) => readSpecials(textAt(raw, 'specials'), specials),
        // Only to compare: they are sent one by one, in whatever order.
        (value, target) => {
          target.specials = writeSpecials(value, specials).toSorted().join(',')
        },
      ),
      createdAt: hotelTime('createDateTime', hotels),
      updatedAt: hotelTime('lastModifyDateTime', hotels),
      customer: reference('Customer', 'reservationGuest.id'),
    },
    matchKeys: { confirmationNumber: at('confirmationNumber') },
  })
}

function hotelTime(path: string, hotels: Hotels): FieldMapping {
  return computed([path, 'hotelId'], (raw) => {
    const written = textAt(raw, path)
    return written === null ? null : hotels.instant(textAt(raw, 'hotelId') ?? '', written)
  })
}

/** What is asked for in advance; OPERA writes 0 for a stay without a deposit. */
function readDeposit(raw: unknown): Money | null {
  const amount = valueAt(raw, ['deposit', 'amountRequired'])
  if (amount === undefined || amount === null) return null
  const currencyCode = valueAt(raw, ['roomStay', 'totalAmount', 'currencyCode'])
  if (readDecimal(amount, 'an amount') === '0') return null
  return moneyPair().decode({ amount, currencyCode })
}

/** OPERA has no such status: it follows from what was paid before and during the stay, against the price. */
function readPaymentStatus(raw: unknown): 'UNPAID' | 'DEPOSIT_PAID' | 'PAID' | 'UNKNOWN' {
  const paid = ['totalDepositPaid', 'totalPayment'].map((part) =>
    amountAt(raw, ['revenuesAndBalances', part]),
  )
  const total = amountAt(raw, ['roomStay', 'totalAmount'])
  const known = paid.filter((amount) => amount !== null)
  if (total === null || known.length === 0) return 'UNKNOWN'
  // Thousandths, so that sums of decimals compare as they are written.
  const paidSum = known.reduce((sum, amount) => sum + Math.round(amount * 1000), 0)
  if (paidSum >= Math.round(total * 1000)) return 'PAID'
  return paidSum > 0 ? 'DEPOSIT_PAID' : 'UNPAID'
}

function amountAt(raw: unknown, path: readonly string[]): number | null {
  const amount = valueAt(raw, [...path, 'amount'])
  return amount === undefined || amount === null ? null : Number(readDecimal(amount, 'an amount'))
}

function textAt(raw: unknown, path: string): string | null {
  const value = valueAt(raw, path.split('.'))
  return value === undefined || value === null || value === '' ? null : readText(value, 'text')
}
