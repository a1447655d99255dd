import type { SimulatorRequest } from '../kit/simulator.ts'
import { Refusal } from './problem.ts'
import type { State } from './state.ts'
import type { ReservationRecord } from './wire.ts'

/** @throws Refusal 404 for a reservation that is not of the path's hotel */
export function findReservation(state: State, { params }: SimulatorRequest): ReservationRecord {
  const hotelId = state.hotel(params.hotelId).property.code
  const record = state.reservations.get(params.reservationId ?? '')
  if (record?.reservation.hotelId === hotelId) return record
  throw new Refusal(404, 'SANDBOX-NOTFOUND', 'Reservation not found.')
}
