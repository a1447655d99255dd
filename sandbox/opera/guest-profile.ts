import type { ReservationRecord } from './wire.ts'

export function guestProfileId({ reservation }: ReservationRecord): string | undefined {
  const guests = reservation.reservationGuests
  const guest = guests.find(({ primary }) => primary) ?? guests[0]
  return guest?.profileInfo?.profileIdList?.find(({ type }) => type === 'Profile')?.id
}
