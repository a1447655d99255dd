import type { Operation, SimulatorRequest } from '../kit/simulator.ts'
import { invalidQuery, Refusal } from './problem.ts'
import { readInteger } from './query.ts'
import type { State } from './state.ts'
import type { BusinessEvent } from './wire.ts'

/** The one external system that the sandbox's OPERA queues events for. */
export const sandboxExternalSystem = 'HEADWATER'

/** The vendor's own ceiling. */
const maxEvents = 20

/** int/v1: what is given out is gone from the queue, whether or not the reply arrives. */
export function createEventOperations(state: State): readonly Operation[] {
  function dequeue({ params, query }: SimulatorRequest, hotelId: string | null) {
    if (params.extSystemCode !== sandboxExternalSystem) {
      throw new Refusal(400, 'SANDBOX-CONSUMER', 'No consumer is set up for this external system.')
    }
    const limit = readInteger(query, 'limit') ?? maxEvents
    if (limit < 1 || limit > maxEvents) throw invalidQuery('limit', `1 to ${maxEvents}`)
    const waiting = [...state.events.values()].filter(
      (event) => hotelId === null || event.hotelId === hotelId,
    )
    const given = waiting.slice(0, limit)
    if (given.length === 0) return { status: 204 }
    for (const { id } of given) state.events.delete(id)
    return { status: 200, body: { businessEventData: given.map(wireEvent) } }
  }

  return [
    {
      name: 'getBusinessEvents',
      method: 'GET',
      path: /^\/int\/v1\/externalSystem\/(?<extSystemCode>[^/]+)\/hotels\/(?<hotelId>[^/]+)\/businessEvents$/,
      writes: true,
      handle: (request) => dequeue(request, state.hotel(request.params.hotelId).property.code),
    },
    {
      name: 'getBusinessEventsByExternalSystem',
      method: 'GET',
      path: /^\/int\/v1\/externalSystem\/(?<extSystemCode>[^/]+)\/businessEvents$/,
      writes: true,
      handle: (request) => dequeue(request, null),
    },
  ]
}

function wireEvent({ id, details, ...header }: BusinessEvent) {
  const actionId = Number(id)
  return { businessEvent: { header: { ...header, actionId }, details }, businessEventId: { id } }
}
