import type { Stay } from '../world/world.ts'
import { specialsOf } from './specials.ts'
import type { Hotel, State } from './state.ts'
import type { Reservation, ReservationRecord } from './wire.ts'

export function seedReservations(stays: readonly Stay[], state: State): ReservationRecord[] {
  return stays.map((stay) => {
    const hotel = state.hotel(stay.propertyCode)
    return {
      id: stay.reservationId,
      outcome: stay.outcome,
      reservation: reservationOf(stay, hotel),
      paid: {
        depositRequired: stay.depositCents / 100,
        deposit: Math.min(stay.depositCents, stay.paidCents) / 100,
        atCheckout: Math.max(0, stay.paidCents - stay.depositCents) / 100,
      },
    }
  })
}

const guarantees: Record<Stay['outcome'], { guaranteeCode: string; shortDescription: string }> = {
  GUARANTEED: { guaranteeCode: 'CC', shortDescription: 'Credit Card' },
  CANCELLED: { guaranteeCode: 'CC', shortDescription: 'Credit Card' },
  NO_SHOW: { guaranteeCode: 'CC', shortDescription: 'Credit Card' },
  WALK_IN: { guaranteeCode: 'CHECKED IN', shortDescription: 'Checked In' },
  WAITLISTED: { guaranteeCode: '6PM', shortDescription: '6pm Hold' },
  REQUESTED: { guaranteeCode: '6PM', shortDescription: '6pm Hold' },
}

function reservationOf(stay: Stay, { property, clock }: Hotel): Reservation {
  const guestCounts = { adults: stay.adults, children: stay.children }
  const currencyCode = stay.currency
  const nightly = { amountBeforeTax: stay.nightlyCents / 100, currencyCode }
  return {
    reservationIdList: [
      { id: stay.reservationId, type: 'Reservation' },
      { id: stay.confirmationNumber, type: 'Confirmation' },
      ...(stay.outcome === 'CANCELLED' ? [{ id: `9${stay.confirmationNumber}`, type: 'Cancellation' }] : []),
    ],
    sourceOfSale: { sourceType: 'PMS', sourceCode: property.code },
    roomStay: {
      arrivalDate: stay.arrival,
      departureDate: stay.departure,
      roomRates: [
        {
          roomType: stay.roomTypeCode,
          ratePlanCode: stay.ratePlanCode,
          start: stay.arrival,
          end: stay.departure,
          guestCounts,
          numberOfUnits: 1,
          sourceCode: stay.sourceCode,
          marketCode: 'TRANS',
          rates: { rate: [{ base: nightly }] },
          total: { amountBeforeTax: stay.totalCents / 100, currencyCode },
        },
      ],
      guestCounts,
      guarantee: guarantees[stay.outcome],
      total: { amountBeforeTax: stay.totalCents / 100, currencyCode },
    },
    reservationGuests: [
      { profileInfo: { profileIdList: [{ id: stay.profileId, type: 'Profile' }] }, primary: true },
    ],
    reservationPaymentMethods: [{ paymentMethod: stay.number % 3 === 0 ? 'CA' : 'VI', folioView: 1 }],
    comments: commentsOf(stay),
    preferenceCollection: specialsOf(stay.specialRequests),
    ...(stay.outcome === 'CANCELLED' && {
      cancellation: {
        code: 'PLANS',
        description: 'Change of plans',
        cancellationNo: { id: `9${stay.confirmationNumber}`, type: 'Cancellation' },
      },
    }),
    hotelId: property.code,
    roomStayReservation: true,
    createDateTime: clock.timestamp(Date.parse(stay.createdAt)),
    creatorId: `${stay.sourceCode}@${property.code}`,
    lastModifyDateTime: clock.timestamp(Date.parse(stay.updatedAt)),
    lastModifierId: `FRONTDESK@${property.code}`,
  }
}

function commentsOf(stay: Stay): Reservation['comments'] {
  if (stay.specialRequests === null) return undefined
  const comment = { text: { value: stay.specialRequests }, type: 'RESERVATION', internal: false }
  return [{ id: String(600_000 + stay.number), type: 'Comment', comment }]
}
