import type { Operation } from '../kit/simulator.ts'
import { findReservation } from './find-reservation.ts'
import { isObject } from './merge-json.ts'
import { invalidBody, Refusal } from './problem.ts'
import { parseBody } from './requests.ts'
import type { State } from './state.ts'
import { integrationUser } from './state.ts'
import type { ReservationLock } from './wire.ts'

const lockLifetimeSeconds = 300

export function createLockOperations(state: State): readonly Operation[] {
  const acquire: Operation = {
    name: 'putAcquireReservationLock',
    method: 'PUT',
    path: /^\/rsv\/v1\/hotels\/(?<hotelId>[^/]+)\/reservations\/(?<reservationId>[^/]+)\/locks$/,
    handle(request) {
      const { id, reservation } = findReservation(state, request)
      const body = parseBody(request)
      if (!isObject(body.reservationId)) throw invalidBody('reservationId is missing.')
      const existing = lockOf(state, id)
      const mayTakeOver = body.overrideIfLockedByRequestingUser === true && !existing?.isOthers
      const { clock } = state.hotel(reservation.hotelId)
      const shown = (lock: ReservationLock, lockHandle: number | undefined) => ({
        lockHandle,
        recordType: 'Reservation',
        recordId: id,
        createdBy: integrationUser,
        createdOn: clock.date(state.now()),
        timeToLive: Math.ceil((lock.expiresAtMs - state.now()) / 1000),
        internal: false,
      })
      if (existing && !mayTakeOver && body.lockHandle !== existing.lockHandle) {
        return { status: 200, body: { existingReservationLock: shown(existing, undefined) } }
      }
      const lock: ReservationLock = {
        reservationId: id,
        lockHandle: Number(state.nextId('lock', 40_001)),
        expiresAtMs: state.now() + lockLifetimeSeconds * 1000,
      }
      state.locks.set(id, lock)
      return { status: 200, body: { acquiredReservationLock: shown(lock, lock.lockHandle) } }
    },
  }
  const release: Operation = {
    name: 'deleteReservationLock',
    method: 'DELETE',
    path: /^\/rsv\/v1\/hotels\/(?<hotelId>[^/]+)\/locks\/(?<lockHandle>[^/]+)$/,
    handle({ params }) {
      state.hotel(params.hotelId)
      const held = [...state.locks.values()].find(
        ({ lockHandle }) => String(lockHandle) === params.lockHandle,
      )
      if (!held) throw new Refusal(404, 'SANDBOX-LOCK', 'There is no such lock.')
      state.locks.delete(held.reservationId)
      return { status: 200, body: { links: [] } }
    },
  }
  return [acquire, release]
}

/** @throws Refusal 400 when somebody else's lock is on the reservation */
export function requireUnlocked(state: State, reservationId: string, lockHandle: unknown): void {
  const lock = lockOf(state, reservationId)
  if (!lock || lock.lockHandle === lockHandle) return
  throw new Refusal(400, 'SANDBOX-LOCKED', 'The reservation is locked by another user.')
}

function lockOf(state: State, reservationId: string): ReservationLock | null {
  const lock = state.locks.get(reservationId)
  return lock && lock.expiresAtMs > state.now() ? lock : null
}
