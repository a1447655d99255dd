import { createHotelClock } from '../../../../sandbox/opera/clock.ts'
import { statusAt } from '../../../../sandbox/opera/reservation-status.ts'
import type { ReservationRecord } from '../../../../sandbox/opera/wire.ts'
import { properties } from '../../../../sandbox/world/properties.ts'

function statusOn(outcome: ReservationRecord['outcome'], instant: string, propertyIndex = 0) {
  const property = properties[propertyIndex]
  if (!property) throw new Error('no such property')
  const roomStay = { arrivalDate: '2026-11-03', departureDate: '2026-11-05' }
  const record = { outcome, reservation: { roomStay } } as unknown as ReservationRecord
  const hotel = { property, clock: createHotelClock(property.timeZone) }
  const { reservationStatus, computedReservationStatus } = statusAt(record, hotel, Date.parse(instant))
  return `${reservationStatus}/${computedReservationStatus}`
}

describe('the status of a reservation follows from the day at the property', () => {
  test.each([
    ['2026-11-02T12:00:00Z', 'Reserved/Reserved'],
    ['2026-11-03T12:00:00Z', 'Reserved/DueIn'],
    ['2026-11-04T12:00:00Z', 'InHouse/InHouse'],
    ['2026-11-05T12:00:00Z', 'InHouse/DueOut'],
    ['2026-11-06T12:00:00Z', 'CheckedOut/CheckedOut'],
  ])('a guaranteed stay at %s: %s', (instant, status) => {
    expect(statusOn('GUARANTEED', instant)).toBe(status)
  })

  test('at one instant it is another day in New York than in Berlin', () => {
    expect(statusOn('GUARANTEED', '2026-11-03T02:00:00Z', 0)).toBe('Reserved/DueIn')
    expect(statusOn('GUARANTEED', '2026-11-03T02:00:00Z', 2)).toBe('Reserved/Reserved')
  })

  test('a no-show is known when the arrival day is over', () => {
    expect(statusOn('NO_SHOW', '2026-11-03T12:00:00Z')).toBe('Reserved/DueIn')
    expect(statusOn('NO_SHOW', '2026-11-04T12:00:00Z')).toBe('NoShow/NoShow')
  })
})
