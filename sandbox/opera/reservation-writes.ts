import type { SimulatorRequest } from '../kit/simulator.ts'
import type { StayOutcome } from '../world/world.ts'
import { roomsLeft } from './availability.ts'
import { checkReservation } from './check-shape.ts'
import { nightsBetween } from './clock.ts'
import { isObject, mergeJson } from './merge-json.ts'
import { invalidBody, Refusal } from './problem.ts'
import { createProfile } from './profiles.ts'
import { isDate } from './query.ts'
import { guestProfileId } from './guest-profile.ts'
import type { State } from './state.ts'
import { integrationUser } from './state.ts'
import type { Reservation, ReservationRecord, RoomRate } from './wire.ts'

/** @throws Refusal 400 for a room, rate, guest or stay that cannot be */
export function createReservation(
  state: State,
  request: SimulatorRequest,
  posted: Record<string, unknown>,
): ReservationRecord {
  const { property, clock } = state.hotel(request.params.hotelId)
  const { externalReferences, ...own } = posted
  const isReferred = state.references.isKept && externalReferences !== undefined
  const draft = merge(state, {}, isReferred ? { ...own, externalReferences } : own)
  const roomStay = completeStay(state, property.code, draft.roomStay, null)
  const guests = attachGuest(state, request, draft)
  const id = state.nextId('reservation', 390_001)
  const confirmation = state.nextId('confirmation', 5_900_001)
  const at = clock.timestamp(state.now())
  const record: ReservationRecord = {
    id,
    outcome: outcomeOf(posted.reservationStatus),
    reservation: {
      ...draft,
      reservationIdList: [
        { id, type: 'Reservation' },
        { id: confirmation, type: 'Confirmation' },
      ],
      roomStay,
      reservationGuests: guests,
      hotelId: property.code,
      roomStayReservation: true,
      createDateTime: at,
      creatorId: integrationUser,
      lastModifyDateTime: at,
      lastModifierId: integrationUser,
    },
    paid: { depositRequired: 0, deposit: 0, atCheckout: 0 },
  }
  state.reservations.set(id, record)
  queueChange(state, record, 'NEW RESERVATION', null)
  return record
}

/** @throws Refusal 400 as for a new one; a cancelled reservation cannot be changed */
export function applyChange(state: State, record: ReservationRecord, patch: Record<string, unknown>): void {
  if (record.outcome === 'CANCELLED') {
    throw new Refusal(400, 'SANDBOX-STATUS', 'A cancelled reservation cannot be changed.')
  }
  const { hotelId } = record.reservation
  const fixed = [
    'reservationIdList',
    'hotelId',
    'createDateTime',
    'creatorId',
    'lockHandle',
    'reservationStatus',
  ]
  const allowed = Object.fromEntries(Object.entries(patch).filter(([name]) => !fixed.includes(name)))
  const changed = merge(state, { ...record.reservation }, allowed)
  const roomStay = completeStay(state, hotelId, changed.roomStay, record)
  const before = record.reservation
  record.reservation = {
    ...before,
    ...changed,
    roomStay,
    lastModifyDateTime: state.hotel(hotelId).clock.timestamp(state.now()),
    lastModifierId: integrationUser,
  }
  queueChange(state, record, 'UPDATE RESERVATION', before)
}

function merge(state: State, stored: Record<string, unknown>, patch: Record<string, unknown>) {
  return checkReservation(mergeJson(stored, patch, () => state.nextId('part', 700_001)))
}

function outcomeOf(status: unknown): StayOutcome {
  if (status === 'Requested') return 'REQUESTED'
  return status === 'Waitlisted' ? 'WAITLISTED' : 'GUARANTEED'
}

/** A stay with its price worked out from the house's rates, where the client named none. */
function completeStay(
  state: State,
  hotelId: string,
  roomStay: Partial<Reservation['roomStay']> | undefined,
  own: ReservationRecord | null,
): Reservation['roomStay'] {
  const { arrivalDate = '', departureDate = '', roomRates = [], guestCounts } = roomStay ?? {}
  if (!isDate(arrivalDate) || !isDate(departureDate) || arrivalDate >= departureDate) {
    const detail = 'roomStay.arrivalDate must be a date before roomStay.departureDate.'
    throw new Refusal(400, 'SANDBOX-BODY', detail, 'roomStay.arrivalDate')
  }
  const rate = roomRates[0]
  const { property } = state.hotel(hotelId)
  const room = property.roomTypes.find(({ code }) => code === rate?.roomType)
  if (!rate || !room)
    throw new Refusal(400, 'SANDBOX-ROOMTYPE', 'Invalid room type.', 'roomStay.roomRates[0].roomType')
  const plan = property.ratePlans.find(({ code }) => code === rate.ratePlanCode)
  if (!plan)
    throw new Refusal(400, 'SANDBOX-RATE', 'Invalid rate code.', 'roomStay.roomRates[0].ratePlanCode')
  const counts = guestCounts ?? rate.guestCounts
  const adults = counts?.adults ?? 0
  if (!Number.isInteger(adults) || adults < 1)
    throw invalidBody('roomStay.guestCounts.adults must be 1 or more.')
  if (roomsLeft(state, { hotelId, roomType: room.code, arrivalDate, departureDate, except: own }) < 1) {
    const detail = 'No rooms of this type are available for the stay.'
    throw new Refusal(400, 'SANDBOX-SOLDOUT', detail, 'roomStay.roomRates[0].roomType')
  }
  const base = rate.rates?.rate?.[0]?.base
  const nightlyCents = Math.round((room.nightlyCents * plan.percent) / 100)
  const changedRate = own && !samePrice(own.reservation.roomStay.roomRates[0], rate)
  const nightly = changedRate ? nightlyCents / 100 : (base?.amountBeforeTax ?? nightlyCents / 100)
  const currencyCode = property.currency
  const amount = Math.round(nightly * 100 * nightsBetween(arrivalDate, departureDate)) / 100
  const total = { amountBeforeTax: amount, currencyCode }
  const rates = { rate: [{ base: { amountBeforeTax: nightly, currencyCode } }] }
  const roomRate = { ...rate, start: arrivalDate, end: departureDate, numberOfUnits: 1, rates, total }
  return {
    ...roomStay,
    arrivalDate,
    departureDate,
    roomRates: [roomRate],
    guestCounts: { adults, children: counts?.children ?? 0 },
    total,
  }
}

function samePrice(before: RoomRate | undefined, after: RoomRate): boolean {
  return before?.roomType === after.roomType && before.ratePlanCode === after.ratePlanCode
}

/** The guest by profile id, or as a new profile when the reservation brings one. */
function attachGuest(
  state: State,
  request: SimulatorRequest,
  { reservationGuests }: Partial<Reservation>,
): Reservation['reservationGuests'] {
  const info = reservationGuests?.[0]?.profileInfo
  const profileId = info?.profileIdList?.find(({ type }) => type === 'Profile')?.id
  if (profileId !== undefined) {
    if (state.profiles.has(profileId)) return reservationGuests ?? []
    throw new Refusal(400, 'OPERAWS-CRM00073', 'Profile not found.')
  }
  if (!isObject(info?.profile)) throw invalidBody('A reservation needs a guest.')
  const { id } = createProfile(state, request, info.profile)
  return [{ profileInfo: { profileIdList: [{ id, type: 'Profile' }] }, primary: true }]
}

function queueChange(
  state: State,
  record: ReservationRecord,
  actionType: string,
  before: Reservation | null,
) {
  const { hotelId, roomStay, reservationIdList } = record.reservation
  const confirmation = reservationIdList.find(({ type }) => type === 'Confirmation')?.id
  state.queueEvent({
    moduleName: 'Reservation',
    actionType,
    primaryKey: record.id,
    hotelId,
    details: [
      { dataElement: 'CONFIRMATION NO', newValue: confirmation },
      { dataElement: 'GUEST NAME ID', newValue: guestProfileId(record) },
      {
        dataElement: 'ARRIVAL DATE',
        oldValue: before?.roomStay.arrivalDate,
        newValue: roomStay.arrivalDate,
      },
      {
        dataElement: 'DEPARTURE DATE',
        oldValue: before?.roomStay.departureDate,
        newValue: roomStay.departureDate,
      },
    ],
  })
}
