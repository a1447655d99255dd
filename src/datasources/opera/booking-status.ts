import type { Codec } from '../../codecs/codec.ts'
import { statusMap } from '../../codecs/status-map.ts'

export type BookingStatus =
  | 'REQUESTED'
  | 'RESERVED'
  | 'CONFIRMED'
  | 'WAITLISTED'
  | 'CHECKED_IN'
  | 'CHECKED_OUT'
  | 'CANCELLED'
  | 'NO_SHOW'
  | 'UNKNOWN'

/** Statuses as replies spell them. OPERA confirms a reservation by making it: it has no CONFIRMED of its own. */
export function bookingStatus(warn: (message: string) => void): Codec<string, BookingStatus> {
  return statusMap<BookingStatus>(
    {
      REQUESTED: 'Requested',
      RESERVED: ['Reserved', 'DueIn'],
      CONFIRMED: [],
      WAITLISTED: 'Waitlisted',
      CHECKED_IN: ['InHouse', 'DueOut', 'Walkin', 'PendingCheckout'],
      CHECKED_OUT: 'CheckedOut',
      CANCELLED: 'Cancelled',
      NO_SHOW: 'NoShow',
    },
    {
      unknown: 'UNKNOWN',
      onUnknown: (value) => warn(`OPERA has a reservation status that is not mapped: ${value.slice(0, 40)}`),
    },
  )
}

/**
 * Statuses as the search takes them: another spelling, and not all. Null: it cannot be asked for (of `DueIn` the vendor
 * does not say whether it means all expected guests or today's).
 */
export const searchedStatuses: Readonly<Record<Exclude<BookingStatus, 'UNKNOWN'>, readonly string[] | null>> =
  {
    REQUESTED: null,
    RESERVED: null,
    CONFIRMED: [],
    WAITLISTED: ['WaitList'],
    CHECKED_IN: ['CheckedIn', 'InHouse', 'DueOut'],
    CHECKED_OUT: ['CheckedOut'],
    CANCELLED: ['Cancelled'],
    NO_SHOW: ['NoShow'],
  }
