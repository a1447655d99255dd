import type { Property } from '../world/properties.ts'
import type { HotelClock } from './clock.ts'
import { createHotelClock } from './clock.ts'
import { Refusal } from './problem.ts'
import type { BusinessEvent, ProfileRecord, ReservationLock, ReservationRecord } from './wire.ts'

export interface Hotel {
  property: Property
  clock: HotelClock
}

export interface State {
  hotels: ReadonlyMap<string, Hotel>
  profiles: Map<string, ProfileRecord>
  reservations: Map<string, ReservationRecord>
  events: Map<string, BusinessEvent>
  locks: Map<string, ReservationLock>
  /** Last ids given out; kept beside the records, so that a dequeued event's id is never used again. */
  sequences: Map<string, number>
  /** Whether references that clients write are kept, and found. */
  references: { isKept: boolean }
  now(): number
  /** @throws Refusal 403, as OPERA says of a property that does not exist or is not subscribed */
  hotel(hotelId: string | undefined): Hotel
  nextId(sequence: string, first: number): string
  queueEvent(event: Omit<BusinessEvent, 'id' | 'createdDateTime'>): void
}

/** The one user that all sandbox clients act as. */
export const integrationUser = 'INTEGRATION@HEADWATER'

export function createState(properties: readonly Property[], now: () => number): State {
  const hotels = new Map(
    properties.map((property) => [
      property.code,
      { property, clock: createHotelClock(property.timeZone) } satisfies Hotel,
    ]),
  )
  const events = new Map<string, BusinessEvent>()
  const sequences = new Map<string, number>()

  function hotel(hotelId: string | undefined): Hotel {
    const found = hotels.get(hotelId ?? '')
    if (found) return found
    throw new Refusal(403, 'OPERAWS-GEN01244', 'User is not authorized to access data for resort.')
  }

  function nextId(sequence: string, first: number): string {
    const id = Math.max(sequences.get(sequence) ?? 0, first - 1) + 1
    sequences.set(sequence, id)
    return String(id)
  }

  return {
    hotels,
    profiles: new Map(),
    reservations: new Map(),
    events,
    locks: new Map(),
    sequences,
    references: { isKept: true },
    now,
    hotel,
    nextId,
    queueEvent(event) {
      const id = nextId('event', 1_000_001)
      const createdDateTime = hotel(event.hotelId).clock.timestamp(now())
      events.set(id, { ...event, id, createdDateTime })
    },
  }
}
