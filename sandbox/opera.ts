import type { Simulator } from './kit/simulator.ts'
import { createAvailabilityOperation } from './opera/availability.ts'
import { createEventOperations } from './opera/business-events.ts'
import { createHotelClock } from './opera/clock.ts'
import { createCredentials } from './opera/credentials.ts'
import { problem } from './opera/problem.ts'
import { createPreferenceOperations } from './opera/preferences.ts'
import { createProfileOperations } from './opera/profiles.ts'
import { replyRefusals } from './opera/requests.ts'
import { createLockOperations } from './opera/reservation-locks.ts'
import { createReservationSearches } from './opera/reservation-search.ts'
import { createReservationOperations } from './opera/reservations.ts'
import { seedProfiles } from './opera/seed-profiles.ts'
import { seedReservations } from './opera/seed-reservations.ts'
import { createState } from './opera/state.ts'
import type { World } from './world/world.ts'

export interface OperaOptions {
  world: World
  /** Epoch milliseconds: decides which guests are in house, and when tokens and locks end. */
  now: () => number
  /** Numbers in [0, 1), for tokens. */
  random: () => number
}

/**
 * Oracle OPERA Cloud as its integration platform (OHIP) shows it: oauth/v1, crm/v1, rsv/v1, par/v1, int/v1, with
 * the world's guests and stays. Known gaps: one room a reservation, no shares, no groups, no routing.
 */
export function createOpera({ world, now, random }: OperaOptions): Simulator {
  const state = createState(world.properties, now)
  const credentials = createCredentials({ now, random, hotelIds: new Set(state.hotels.keys()) })
  // A profile belongs to the group, not to a house: its stamps are the head office's.
  const headOffice = createHotelClock(world.properties[0]?.timeZone ?? 'UTC')
  for (const record of seedProfiles(world.persons, headOffice)) state.profiles.set(record.id, record)
  for (const record of seedReservations(world.stays, state)) state.reservations.set(record.id, record)

  const operations = [
    credentials.issueToken,
    ...createProfileOperations(state),
    ...createReservationSearches(state),
    ...createReservationOperations(state),
    ...createPreferenceOperations(state),
    ...createLockOperations(state),
    createAvailabilityOperation(state),
    ...createEventOperations(state),
  ]
  return {
    name: 'opera',
    gates: credentials.gates,
    operations: operations.map((operation) =>
      operation === credentials.issueToken ? operation : replyRefusals(operation),
    ),
    notFound: () => problem(404, 'SANDBOX-PATH', 'There is no such resource.'),
    failure: (status) => problem(status, 'SANDBOX-FAULT', 'The request failed.'),
    rateLimited: () =>
      problem(429, 'SANDBOX-RATE', 'Too many requests: the limit of this environment is reached.'),
    expireTokens: credentials.expireTokens,
    references: state.references,
    records: {
      profiles: state.profiles,
      reservations: state.reservations,
      events: state.events,
      locks: state.locks,
      sequences: state.sequences,
    },
  }
}
