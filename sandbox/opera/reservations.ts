import type { Operation, SimulatorRequest } from '../kit/simulator.ts'
import { findReservation } from './find-reservation.ts'
import { isObject } from './merge-json.ts'
import { invalidBody, invalidQuery, Refusal } from './problem.ts'
import { readList } from './query.ts'
import { parseBody, selfLink } from './requests.ts'
import { requireUnlocked } from './reservation-locks.ts'
import { statusAt } from './reservation-status.ts'
import { applyChange, createReservation } from './reservation-writes.ts'
import type { State } from './state.ts'
import { integrationUser } from './state.ts'
import type { Reservation, ReservationRecord } from './wire.ts'

/** What of a reservation each fetch instruction of getReservation asks for; the rest is always there. */
const partByInstruction = {
  Comments: 'comments',
  Preferences: 'preferenceCollection',
  ReservationPaymentMethods: 'reservationPaymentMethods',
} as const

const onePath = /^\/rsv\/v1\/hotels\/(?<hotelId>[^/]+)\/reservations\/(?<reservationId>[^/]+)$/

/** The operations of rsv/v1 on one reservation. */
export function createReservationOperations(state: State): readonly Operation[] {
  return [
    {
      name: 'getReservation',
      method: 'GET',
      path: onePath,
      handle(request) {
        const record = findReservation(state, request)
        const shown = viewReservation(state, record)
        const instructions = readList(request.query, 'fetchInstructions')
        if (instructions.some((one) => one.includes(','))) throw invalidQuery('fetchInstructions', 'repeated')
        for (const [instruction, part] of Object.entries(partByInstruction)) {
          if (!instructions.includes(instruction)) delete shown[part]
        }
        return { status: 200, body: { reservations: { reservation: [shown] } } }
      },
    },
    {
      name: 'postReservation',
      method: 'POST',
      path: /^\/rsv\/v1\/hotels\/(?<hotelId>[^/]+)\/reservations$/,
      handle(request) {
        const reservations = parseBody(request).reservations
        const posted = isObject(reservations) ? firstObject(reservations.reservation) : null
        if (!posted) throw invalidBody('reservations.reservation is missing.')
        const record = createReservation(state, request, posted)
        const path = `/rsv/v1/hotels/${record.reservation.hotelId}/reservations/${record.id}`
        const links = selfLink(request, 'getReservation', path)
        const body = { reservations: { reservation: [viewReservation(state, record)] }, links }
        return { status: 201, headers: { location: links[0].href }, body }
      },
    },
    {
      name: 'putReservation',
      method: 'PUT',
      path: onePath,
      handle(request) {
        const record = findReservation(state, request)
        const patch = firstObject(parseBody(request).reservations)
        if (!patch) throw invalidBody('reservations is missing.')
        requireUnlocked(state, record.id, patch.lockHandle)
        applyChange(state, record, patch)
        return { status: 200, body: { reservations: { reservation: [viewReservation(state, record)] } } }
      },
    },
    {
      name: 'postCancelReservation',
      method: 'POST',
      path: /^\/rsv\/v1\/hotels\/(?<hotelId>[^/]+)\/reservations\/(?<reservationId>[^/]+)\/cancellations$/,
      handle: (request) => cancel(state, request),
    },
  ]
}

function viewReservation(state: State, record: ReservationRecord): Partial<Reservation> {
  const status = statusAt(record, state.hotel(record.reservation.hotelId), state.now())
  return { ...record.reservation, ...status }
}

function firstObject(value: unknown): Record<string, unknown> | null {
  const first: unknown = Array.isArray(value) ? value[0] : undefined
  return isObject(first) ? first : null
}

function cancel(state: State, request: SimulatorRequest) {
  const record = findReservation(state, request)
  const body = parseBody(request)
  const reason = isObject(body.reason) ? body.reason : {}
  const { code, description } = reason
  if (typeof code !== 'string' || typeof description !== 'string' || code === '' || description === '') {
    throw new Refusal(400, 'OPERAWS-RSV11046', 'Cancellation reason cannot be empty.')
  }
  const { clock } = state.hotel(record.reservation.hotelId)
  const status = statusAt(record, state.hotel(record.reservation.hotelId), state.now()).reservationStatus
  if (!['Reserved', 'Requested', 'Waitlisted'].includes(status)) {
    throw new Refusal(400, 'SANDBOX-STATUS', `A reservation that is ${status} cannot be cancelled.`)
  }
  const cancellationNo = { id: state.nextId('cancellation', 95_000_001), type: 'Cancellation' }
  const date = clock.date(state.now())
  record.outcome = 'CANCELLED'
  record.reservation = {
    ...record.reservation,
    reservationIdList: [...record.reservation.reservationIdList, cancellationNo],
    cancellation: { code, description, cancellationNo, date },
    lastModifyDateTime: clock.timestamp(state.now()),
    lastModifierId: integrationUser,
  }
  state.queueEvent({
    moduleName: 'Reservation',
    actionType: 'CANCEL RESERVATION',
    primaryKey: record.id,
    hotelId: record.reservation.hotelId,
    details: [{ dataElement: 'RESERVATION STATUS', oldValue: 'RESERVED', newValue: 'CANCELLED' }],
  })
  const cxlActivityLog = [
    {
      reason: { code, description },
      cxlDate: date,
      userName: integrationUser,
      cancellationIdList: [cancellationNo],
    },
  ]
  const cancelled = {
    reservationIdList: record.reservation.reservationIdList,
    hotelId: record.reservation.hotelId,
  }
  const path = `/rsv/v1/hotels/${record.reservation.hotelId}/reservations/${record.id}`
  const links = selfLink(request, 'getReservation', path)
  return {
    status: 201,
    headers: { location: links[0].href },
    body: { cxlActivityLog, reservations: [cancelled], links },
  }
}
