import { guestProfileId } from './guest-profile.ts'
import { primaryName } from './profile-search.ts'
import { summariseProfile } from './profile-views.ts'
import { statusAt } from './reservation-status.ts'
import { listSpecials } from './specials.ts'
import type { State } from './state.ts'
import type { ProfileRecord, ReservationRecord } from './wire.ts'

/** The search's fetch instructions, as the vendor lists them. */
export const searchInstructions = [
  ...['Reservation', 'ReservationID', 'Indicators', 'Deposits', 'RevenuesAndBalances', 'GuestServiceStatus'],
  ...['MasterInfo', 'CancellationInfo', 'BlockReservations', 'TaxType', 'GuestDeviceNotification'],
  ...['RoomAssignedByAI', 'FetchChildAges', 'OffshoreRates'],
] as const

/** A hit of getReservations. Comments are never in it, only the codes of the Specials. */
export function reservationInfo(
  state: State,
  record: ReservationRecord,
  instructions: readonly string[],
): Record<string, unknown> {
  const { reservation, paid } = record
  const { reservationIdList, externalReferences, hotelId } = reservation
  const ids = { reservationIdList, externalReferences, hotelId }
  if (instructions.length === 1 && instructions[0] === 'ReservationID') return ids
  const hotel = state.hotel(hotelId)
  const money = (amount: number) => ({
    amount: Math.round(amount * 100) / 100,
    currencyCode: reservation.roomStay.total.currencyCode,
  })
  const status = statusAt(record, hotel, state.now())
  const total = reservation.roomStay.total.amountBeforeTax
  const charged = ['CheckedOut', 'InHouse'].includes(status.reservationStatus) ? total : 0
  const balance = money(charged - paid.deposit - paid.atCheckout)
  const withDeposits = instructions.includes('Deposits')
  return {
    ...ids,
    roomStay: {
      ...stayOf(record),
      balance,
      ...(withDeposits && { depositPayments: money(paid.deposit) }),
    },
    reservationGuest: guestOf(state.profiles.get(guestProfileId(record) ?? '')),
    reservationPaymentMethod: reservation.reservationPaymentMethods?.[0],
    specials: listSpecials(reservation.preferenceCollection),
    sourceOfSale: reservation.sourceOfSale,
    ...(withDeposits && { deposit: depositOf(paid) }),
    ...(instructions.includes('RevenuesAndBalances') && {
      revenuesAndBalances: {
        totalPayment: money(paid.atCheckout),
        roomRevenue: money(charged),
        totalRevenue: money(charged),
        balance,
        totalDepositPaid: money(paid.deposit),
      },
    }),
    ...(instructions.includes('CancellationInfo') && { cancellationInfo: cancellationInfoOf(record) }),
    hotelName: hotel.property.name,
    roomStayReservation: true,
    createDateTime: reservation.createDateTime,
    creatorId: reservation.creatorId,
    lastModifyDateTime: reservation.lastModifyDateTime,
    lastModifierId: reservation.lastModifierId,
    ...status,
    walkInIndicator: record.outcome === 'WALK_IN',
    paymentMethod: reservation.reservationPaymentMethods?.[0]?.paymentMethod,
    preRegistered: false,
    openFolio: charged > 0,
  }
}

function stayOf({ reservation }: ReservationRecord): Record<string, unknown> {
  const { roomStay } = reservation
  const rate = roomStay.roomRates[0]
  const { amountBeforeTax, currencyCode } = roomStay.total
  return {
    arrivalDate: roomStay.arrivalDate,
    departureDate: roomStay.departureDate,
    adultCount: roomStay.guestCounts.adults,
    childCount: roomStay.guestCounts.children,
    roomType: rate?.roomType,
    roomTypeCharged: rate?.roomType,
    numberOfRooms: rate?.numberOfUnits ?? 1,
    ratePlanCode: rate?.ratePlanCode,
    rateAmount: { amount: rate?.rates?.rate?.[0]?.base?.amountBeforeTax ?? 0, currencyCode },
    rateSuppressed: false,
    totalAmount: { amount: amountBeforeTax, currencyCode },
    guarantee: roomStay.guarantee,
    marketCode: rate?.marketCode,
    sourceCode: rate?.sourceCode,
    bookingChannelCode: roomStay.bookingMedium,
    pseudoRoom: false,
  }
}

function guestOf(record: ProfileRecord | undefined): Record<string, unknown> | undefined {
  if (!record) return undefined
  const { customer, telephones, emails, addresses } = record.profile
  const summary = summariseProfile(record)
  const name = primaryName(record.profile)
  return {
    id: record.id,
    type: 'Profile',
    nameType: 'Guest',
    givenName: name?.givenName,
    surname: name?.surname,
    language: customer?.language,
    phoneNumber: telephones?.telephoneInfo.find(({ telephone }) => telephone.primaryInd)?.telephone
      .phoneNumber,
    email: emails?.emailInfo.find(({ email }) => email.primaryInd)?.email.emailAddress,
    vip: customer?.vipStatus && { vipCode: customer.vipStatus, vipDescription: customer.vipDescription },
    address: addresses && {
      cityName: addresses.addressInfo[0]?.address.cityName,
      postalCode: addresses.addressInfo[0]?.address.postalCode,
      country: addresses.addressInfo[0]?.address.country,
    },
    membership: summary.profileMembership && { accountId: membershipIdOf(record) },
  }
}

function membershipIdOf({ profile }: ProfileRecord): string | undefined {
  return profile.profileMemberships?.profileMembership[0]?.membershipId
}

function depositOf({ depositRequired, deposit }: ReservationRecord['paid']) {
  return {
    amountRequired: depositRequired,
    amountPaid: deposit,
    amountOwed: Math.round((depositRequired - deposit) * 100) / 100,
    hasPaid: deposit > 0,
    hasOutstanding: deposit < depositRequired,
  }
}

function cancellationInfoOf({ reservation }: ReservationRecord) {
  const { cancellation } = reservation
  return cancellation && { code: cancellation.code, description: cancellation.description }
}
