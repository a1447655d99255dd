import type { GatewayError } from '../../errors/gateway-error.ts'
import type { Call } from '../datasource.ts'
import { valueAt } from '../mapping.ts'
import type { OperaClient } from './client.ts'

/**
 * A reservation is changed under its lock, so that nobody at the desk loses what they type meanwhile. A lock of the
 * gateway's own user is taken over: a process that ended while it had one must not keep the next from it.
 *
 * @param locked what to throw when somebody else has the lock
 */
export async function whileLocked(
  client: OperaClient,
  { hotelId, id, locked }: { hotelId: string; id: string; locked: () => GatewayError },
  change: (lockHandle: number) => Promise<void>,
  call: Call,
): Promise<void> {
  const hotel = `/rsv/v1/hotels/${encodeURIComponent(hotelId)}`
  const body = {
    reservationId: { id, type: 'Reservation' },
    hotelId,
    overrideIfLockedByRequestingUser: true,
  }
  const reply = await client.send(
    {
      operation: 'putAcquireReservationLock',
      method: 'PUT',
      path: `${hotel}/reservations/${id}/locks`,
      hotelId,
      body,
      effect: 'READ',
    },
    call,
  )
  const lockHandle = valueAt(reply, ['acquiredReservationLock', 'lockHandle'])
  if (typeof lockHandle !== 'number') throw locked()
  try {
    await change(lockHandle)
  } finally {
    const path = `${hotel}/locks/${lockHandle}`
    const release = {
      operation: 'deleteReservationLock',
      method: 'DELETE',
      path,
      hotelId,
      effect: 'READ',
    } as const
    // A lock that stays ends by itself within minutes; what became of the change is said already.
    await client.send(release, call).catch(() => undefined)
  }
}
