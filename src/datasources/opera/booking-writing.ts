import { BadValueError } from '../../codecs/codec.ts'
import type { GatewayError } from '../../errors/gateway-error.ts'
import type { Call } from '../datasource.ts'
import type { Effect, FailureClass } from '../failures.ts'
import { valueAt } from '../mapping.ts'
import type { RawFound, Values, WriteCalls } from '../write-calls.ts'
import type { WriteProblem } from '../writing.ts'
import type { SearchQuery } from './booking-filters.ts'
import type { OperaClient } from './client.ts'
import type { Hotels } from './hotels.ts'
import { preferenceChanges } from './preference-changes.ts'
import { whileLocked } from './reservation-lock.ts'
import { changedStay, newStay, stayFields, type NewReservation } from './reservation-stay.ts'
import { writeSpecials } from './specials.ts'
import { idFromLinks, idOfType } from './unique-ids.ts'

export interface BookingWriting {
  client: OperaClient
  hotels: Hotels
  /** What the hotels' codes for Specials mean. */
  specials: Readonly<Record<string, string>>
  /** Under which OPERA keeps the gateway's references. */
  externalSystem: string
  /** One of the hotels' reasons for a cancellation. */
  cancellationCode: string
  /** What the hotels want of a new reservation, besides what the caller says. */
  newReservation: NewReservation
  /** Hits of the search over all hotels, as the mapping reads them. */
  search(query: SearchQuery, call: Call): Promise<readonly unknown[]>
  failure(failure: FailureClass, cause?: unknown, details?: { field?: string; effect?: Effect }): GatewayError
}

const specialsGroup = 'SPECIALS'

/** Lengths in the vendor's description. */
const maxReason = 2000

/**
 * Reservations. A new one carries the gateway's reference, by which a repetition is found. What there is of one is changed
 * under its lock; its price follows from the rate plan. None can be removed: what was booked is cancelled.
 */
export function bookingWriting(options: BookingWriting): WriteCalls {
  const { client, hotels, specials, externalSystem, cancellationCode, newReservation, search, failure } =
    options

  const refuse = (kind: FailureClass, cause?: string) => failure(kind, cause, { effect: 'NONE' })

  async function find(externalId: string, call: Call): Promise<{ hit: unknown; hotelId: string }> {
    const [hit] = await search({ reservationIdList: [externalId] }, call)
    const hotelId = valueAt(hit, ['hotelId'])
    if (typeof hotelId !== 'string') throw refuse('NOT_FOUND')
    return { hit, hotelId }
  }

  function pathOf(hotelId: string, externalId?: string): string {
    const reservations = `/rsv/v1/hotels/${encodeURIComponent(hotelId)}/reservations`
    return externalId === undefined ? reservations : `${reservations}/${externalId}`
  }

  async function changeStay(externalId: string, values: Values, hotelId: string, call: Call): Promise<void> {
    const locked = () => refuse('CONFLICT', 'somebody is changing the reservation at the desk')
    await whileLocked(
      client,
      { hotelId, id: externalId, locked },
      async (lockHandle) => {
        // What is not changed goes along as it is by now.
        const { hit } = await find(externalId, call)
        const reservationIdList = [{ id: externalId, type: 'Reservation' }]
        const reservation = { reservationIdList, roomStay: changedStay(hit, values), hotelId, lockHandle }
        const body = { reservations: [reservation] }
        const path = pathOf(hotelId, externalId)
        await client.send({ operation: 'putReservation', method: 'PUT', path, hotelId, body }, call)
      },
      call,
    )
  }

  async function setSpecials(externalId: string, hit: unknown, hotelId: string, wish: unknown, call: Call) {
    const codes = valueAt(hit, ['specials'])
    const stored = typeof codes === 'string' ? codes.split(',').map((code) => code.trim()) : []
    const group = {
      preferenceType: specialsGroup,
      preference: stored.map((preferenceValue) => ({ preferenceValue })),
    }
    const wanted = writeSpecials(wish, specials).map((value) => ({ kind: specialsGroup, value }))
    const { added, removed } = preferenceChanges([group], wanted)
    const path = `${pathOf(hotelId, externalId)}/preferences`
    if (added.length > 0) {
      const reservationId = { id: externalId, type: 'Reservation' }
      const body = { hotelId, reservationId, reservationPreferences: added }
      await client.send({ operation: 'postReservationPreference', method: 'POST', path, hotelId, body }, call)
    }
    for (const { value } of removed) {
      const one = `${path}/${encodeURIComponent(value)}`
      await client.send(
        { operation: 'deleteReservationPreference', method: 'DELETE', path: one, hotelId },
        call,
      )
    }
  }

  /** The reservation that carries the reference; else whether any could be it whose reference was not kept. */
  async function findCreated(values: Values, reference: string, call: Call): Promise<RawFound> {
    const query = { externalReferenceIds: [reference], externalSystemCodes: [externalSystem] }
    const [raw, another] = await search(query, call)
    const externalId = idOfType(raw, 'reservationIdList', 'Reservation')
    if (externalId !== null) return another === undefined ? { externalId, raw } : 'UNKNOWN'
    const { customer, property, arrival, departure, roomType } = values as Record<string, string>
    const ofGuest = await search(
      {
        hotelIds: [property ?? ''],
        profileId: customer ?? '',
        arrivalStartDate: arrival ?? '',
        arrivalEndDate: arrival ?? '',
      },
      call,
    )
    const isAlike = (hit: unknown) =>
      valueAt(hit, ['roomStay', 'departureDate']) === departure &&
      valueAt(hit, ['roomStay', 'roomType']) === roomType &&
      valueAt(hit, ['reservationStatus']) !== 'Cancelled' &&
      !carriesReference(hit, externalSystem)
    return ofGuest.some(isAlike) ? 'UNKNOWN' : 'ABSENT'
  }

  return {
    needsReadBack: true,
    readOnly: {
      confirmationNumber: 'OPERA gives it',
      status: 'it follows from what is done with the reservation',
      totalPrice: 'it follows from the rate plan and the stay',
      deposit: 'it follows from the rules of the rate plan',
      paymentStatus: 'it follows from what was paid',
      sourceChannel: 'OPERA stamps it',
      createdAt: 'OPERA stamps it',
      updatedAt: 'OPERA stamps it',
    },
    ownFields: {
      create: [...stayFields, 'specialRequests', 'property', 'customer'],
      patch: [...stayFields, 'specialRequests'],
    },
    createOnly: ['property', 'customer'],
    check: (_kind, values) => checkStay(values, hotels) ?? checkSpecials(values, specials),
    create: {
      required: ['property', 'customer', 'roomType', 'ratePlan', 'arrival', 'departure'],
      async run({ values, reference }, call) {
        const hotelId = String(values.property)
        const { paymentMethod } = newReservation
        const codes = writeSpecials(values.specialRequests, specials)
        const preference = codes.map((preferenceValue) => ({ preferenceValue }))
        const guest = { profileIdList: [{ id: String(values.customer), type: 'Profile' }] }
        const reservation = {
          externalReferences: [{ id: reference, idContext: externalSystem }],
          roomStay: newStay(values, newReservation),
          reservationGuests: [{ profileInfo: guest, primary: true }],
          ...(paymentMethod !== undefined && {
            reservationPaymentMethods: [{ paymentMethod, folioView: 1 }],
          }),
          ...(codes.length > 0 && { preferenceCollection: [{ preferenceType: specialsGroup, preference }] }),
          hotelId,
          roomStayReservation: true,
          reservationStatus: 'Reserved',
        }
        const body = { reservations: { reservation: [reservation] } }
        const path = pathOf(hotelId)
        const reply = await client.send(
          { operation: 'postReservation', method: 'POST', path, hotelId, body },
          call,
        )
        const externalId = idFromLinks(reply, 'reservations')
        if (externalId === null)
          throw failure('BAD_RESPONSE', 'postReservation: no link to the new reservation')
        return { externalId }
      },
      findApplied: ({ values, reference }, call) => findCreated(values, reference, call),
    },
    patch: {
      isConditional: false,
      async run({ externalId, values }, call) {
        const { hit, hotelId } = await find(externalId, call)
        if (stayFields.some((field) => values[field] !== undefined))
          await changeStay(externalId, values, hotelId, call)
        if (values.specialRequests !== undefined)
          await setSpecials(externalId, hit, hotelId, values.specialRequests, call)
        return { externalId }
      },
    },
    actions: {
      cancel: {
        async run({ externalId, args }, call) {
          const { hotelId } = await find(externalId, call)
          const description = (typeof args.reason === 'string' ? args.reason : 'Cancelled on request').slice(
            0,
            maxReason,
          )
          const reservationIdList = [{ id: externalId, type: 'Reservation' }]
          const body = {
            reason: { code: cancellationCode, description },
            reservations: [{ reservationIdList, hotelId }],
          }
          const path = `${pathOf(hotelId, externalId)}/cancellations`
          await client.send({ operation: 'postCancelReservation', method: 'POST', path, hotelId, body }, call)
          return { externalId }
        },
        isDone: ({ values }) => values.status === 'CANCELLED',
      },
    },
  }
}

function checkStay(values: Values, hotels: Hotels): WriteProblem | null {
  const { arrival, departure, property, adults, children } = values
  for (const field of stayFields)
    if (values[field] === null) return { field, message: 'OPERA keeps no reservation without it.' }
  if (typeof property === 'string' && !hotels.has(property))
    return { field: 'property', message: `The property must be one of ${hotels.codes.join(', ')}.` }
  if (typeof arrival === 'string' && typeof departure === 'string' && arrival >= departure)
    return { field: 'departure', message: 'The departure must be after the arrival.' }
  if (adults !== undefined && !(Number(adults) >= 1))
    return { field: 'adults', message: 'OPERA takes a reservation for one adult at least.' }
  if (children !== undefined && !(Number(children) >= 0))
    return { field: 'children', message: 'The number of children cannot be negative.' }
  return null
}

function checkSpecials(
  { specialRequests }: Values,
  specials: BookingWriting['specials'],
): WriteProblem | null {
  try {
    writeSpecials(specialRequests, specials)
    return null
  } catch (error) {
    if (error instanceof BadValueError)
      return { field: 'specialRequests', message: `OPERA cannot hold this value: ${error.reason}.` }
    throw error
  }
}

function carriesReference(hit: unknown, externalSystem: string): boolean {
  const references = valueAt(hit, ['externalReferences'])
  return Array.isArray(references) && references.some((one) => valueAt(one, ['idContext']) === externalSystem)
}
