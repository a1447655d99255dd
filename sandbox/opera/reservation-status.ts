import type { Hotel } from './state.ts'
import type { ReservationRecord, ReservationStatus } from './wire.ts'

export interface StatusOnDay {
  reservationStatus: ReservationStatus
  /** As the first, but telling today's arrivals and departures apart. */
  computedReservationStatus: ReservationStatus
}

/** The status of a reservation at an instant: guests of the sandbox check in and out on their days by themselves. */
export function statusAt(record: ReservationRecord, { clock }: Hotel, epochMs: number): StatusOnDay {
  const today = clock.date(epochMs)
  const { arrivalDate, departureDate } = record.reservation.roomStay
  const one = (status: ReservationStatus): StatusOnDay => ({
    reservationStatus: status,
    computedReservationStatus: status,
  })
  const expected: StatusOnDay = {
    reservationStatus: 'Reserved',
    computedReservationStatus: today === arrivalDate ? 'DueIn' : 'Reserved',
  }
  switch (record.outcome) {
    case 'CANCELLED':
      return one('Cancelled')
    case 'WAITLISTED':
      return one('Waitlisted')
    case 'REQUESTED':
      return one('Requested')
    case 'NO_SHOW':
      return today > arrivalDate ? one('NoShow') : expected
    case 'GUARANTEED':
    case 'WALK_IN':
      if (today < arrivalDate) return expected
      if (today > departureDate) return one('CheckedOut')
      if (today === arrivalDate) return record.outcome === 'WALK_IN' ? one('Walkin') : expected
      return {
        reservationStatus: 'InHouse',
        computedReservationStatus: today === departureDate ? 'DueOut' : 'InHouse',
      }
  }
}

/** How getReservations spells the statuses that it can search by: not quite as it spells them in replies. */
export const searchStatuses = {
  Cancelled: ['Cancelled'],
  CheckedOut: ['CheckedOut'],
  CheckedIn: ['InHouse', 'DueOut', 'Walkin', 'PendingCheckout'],
  InHouse: ['InHouse', 'DueOut', 'Walkin', 'PendingCheckout'],
  DueIn: ['DueIn'],
  DueOut: ['DueOut'],
  NoShow: ['NoShow'],
  WaitList: ['Waitlisted'],
} as const satisfies Record<string, readonly ReservationStatus[]>
