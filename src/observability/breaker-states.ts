import type { BreakerState, UpstreamEvent } from './upstream-event.ts'

type BreakerEvent = Extract<UpstreamEvent, { type: 'BREAKER' }>

const byBadness: readonly BreakerState[] = ['OPEN', 'HALF_OPEN', 'CLOSED']

/** A system with several connections has a breaker for each: it is as well as the worst of them. */
export function createBreakerStates(): { worstAfter(event: BreakerEvent): BreakerState } {
  const bySystem = new Map<string, Map<string, BreakerState>>()
  return {
    worstAfter({ system, connection, state }) {
      const states = bySystem.get(system) ?? new Map<string, BreakerState>()
      bySystem.set(system, states.set(connection, state))
      return byBadness.find((one) => [...states.values()].includes(one)) ?? 'CLOSED'
    },
  }
}
