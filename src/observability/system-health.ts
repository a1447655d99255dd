import { createBreakerStates } from './breaker-states.ts'
import { createCallWindow, type CallWindow, type Latency } from './call-window.ts'
import type { BreakerState, CallEvent, UpstreamEvent } from './upstream-event.ts'

/** UNKNOWN: no call has shown anything yet. */
export type SystemStatus = 'UP' | 'DEGRADED' | 'DOWN' | 'UNKNOWN'

export interface KnownDrift {
  entity: string
  field: string
  /** Where the vendor's record was expected to hold it. */
  path: string
  problem: 'MISSING' | 'TYPE'
  /** Epoch ms. */
  firstSeenAt: number
}

/** What operators may know of an upstream; nothing in it is the upstream's own text. Times are epoch ms. */
export interface SystemHealth {
  status: SystemStatus
  /** When the status became what it is. */
  since: number
  breaker: BreakerState
  /** The last failure that was the upstream's fault. */
  lastError: {
    code: string
    operation: string
    at: number
    /** HTTP status; null where no reply came. */
    status: number | null
    upstreamRequestId: string | null
  } | null
  /** Calls that waited for the quota, or were refused for it, since the start; until when nothing is sent. */
  rateLimit: { waits: number; refused: number; pausedUntil: number | null }
  latency: Latency
  credentialExpiresAt: number | null
  drifts: readonly KnownDrift[]
}

export interface SystemHealthBook {
  listen(event: UpstreamEvent): void
  of(system: string): SystemHealth
}

export interface SystemHealthOptions {
  /** Those that are configured; events of others are not kept. */
  systems: readonly string[]
  /** Epoch ms. */
  now: () => number
  /** Told when an event or a look finds another status; time alone tells nobody. */
  onChange?: (system: string, status: SystemStatus) => void
}

const minFailuresInARow = 3
const degradedShare = 0.2
const driftMattersMs = 3_600_000
const maxDrifts = 100

/** What stopped the last calls in a row: nothing gets through. */
const isOutage: ReadonlySet<string> = new Set(['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'UPSTREAM_AUTH'])

interface State {
  status: SystemStatus
  since: number
  /** Until when time's own changes are in `status`. */
  settledAt: number
  breaker: BreakerState
  breakers: ReturnType<typeof createBreakerStates>
  window: CallWindow
  failuresInARow: number
  lastError: SystemHealth['lastError']
  waits: number
  refused: number
  pausedUntil: number
  signInFails: boolean
  credentialExpiresAt: number | null
  drifts: Map<string, KnownDrift>
  driftMattersUntil: number
}

/** What the events of the upstreams say about the health of each. */
export function createSystemHealth({ systems, now, onChange }: SystemHealthOptions): SystemHealthBook {
  const states = new Map(systems.map((system) => [system, newState(now())]))

  /** Brings the status up to date; what time alone changed is dated to when it did, not to when someone looked. */
  function settle(system: string, state: State, at: number): void {
    for (let moment = nextMoment(state); moment < at; moment = nextMoment(state)) {
      state.settledAt = moment
      setStatus(system, state, moment)
    }
    state.settledAt = at
    setStatus(system, state, at)
  }

  function setStatus(system: string, state: State, at: number): void {
    const status = judge(state, at)
    if (status === state.status) return
    state.status = status
    state.since = at
    onChange?.(system, status)
  }

  return {
    listen(event) {
      const state = states.get(event.system)
      if (!state) return
      const at = now()
      settle(event.system, state, at)
      record(state, event, at)
      setStatus(event.system, state, at)
    },
    of(system) {
      const at = now()
      const state = states.get(system) ?? newState(at)
      settle(system, state, at)
      const { status, since, breaker, window, lastError, waits, refused, pausedUntil, drifts } = state
      return {
        status,
        since,
        breaker,
        lastError,
        rateLimit: { waits, refused, pausedUntil: pausedUntil > at ? pausedUntil : null },
        latency: window.latency(),
        credentialExpiresAt: state.credentialExpiresAt,
        drifts: [...drifts.values()],
      }
    },
  }
}

function newState(at: number): State {
  return {
    status: 'UNKNOWN',
    since: at,
    settledAt: at,
    breaker: 'CLOSED',
    breakers: createBreakerStates(),
    window: createCallWindow(),
    failuresInARow: 0,
    lastError: null,
    waits: 0,
    refused: 0,
    pausedUntil: 0,
    signInFails: false,
    credentialExpiresAt: null,
    drifts: new Map(),
    driftMattersUntil: 0,
  }
}

/** When time by itself may change the status next. */
function nextMoment({ settledAt, pausedUntil, driftMattersUntil, credentialExpiresAt }: State): number {
  const ifAhead = (moment: number | null): number =>
    moment !== null && moment > settledAt ? moment : Infinity
  return Math.min(ifAhead(pausedUntil), ifAhead(driftMattersUntil), ifAhead(credentialExpiresAt))
}

function judge(state: State, at: number): SystemStatus {
  const hasNoCredential = state.credentialExpiresAt === null || state.credentialExpiresAt <= at
  if (state.breaker !== 'CLOSED' || state.failuresInARow >= minFailuresInARow) return 'DOWN'
  if (state.signInFails && hasNoCredential) return 'DOWN'
  const share = state.window.faultShare()
  const isHampered = state.signInFails || state.pausedUntil > at || state.driftMattersUntil > at
  if (isHampered || (share ?? 0) >= degradedShare) return 'DEGRADED'
  return share === null ? 'UNKNOWN' : 'UP'
}

function record(state: State, event: UpstreamEvent, at: number): void {
  switch (event.type) {
    case 'CALL':
      recordCall(state, event, at)
      return
    case 'RETRY':
      // Its attempts are calls of their own.
      return
    case 'BREAKER':
      state.breaker = state.breakers.worstAfter(event)
      return
    case 'RATE_LIMIT':
      if (event.outcome === 'WAITED') state.waits += 1
      else state.refused += 1
      return
    case 'QUOTA_EXCEEDED':
      state.pausedUntil = Math.max(state.pausedUntil, at + event.pauseMs)
      return
    case 'SIGN_IN':
      state.signInFails = event.outcome === 'FAILED'
      state.credentialExpiresAt = event.expiresAt
      if (event.outcome === 'FAILED') {
        // Its own call may have gone well: a reply without a token is found only after it.
        const { code, status, upstreamRequestId = null } = event
        state.lastError = { code, operation: 'sign-in', at, status, upstreamRequestId }
      }
      return
    case 'DRIFT': {
      const { entity, field, path, problem } = event
      state.driftMattersUntil = at + driftMattersMs
      const key = `${entity}.${field} ${path} ${problem}`
      if (!state.drifts.has(key) && state.drifts.size < maxDrifts)
        state.drifts.set(key, { entity, field, path, problem, firstSeenAt: at })
    }
  }
}

function recordCall(state: State, event: CallEvent, at: number): void {
  const { outcome, operation, durationMs, status, upstreamRequestId = null } = event
  state.window.addDuration(durationMs)
  // The caller left before there was an answer, or a session came to its end: it says nothing of the upstream.
  if (outcome === 'ABORTED' || outcome === 'EXPIRED') return
  const isFault = outcome.startsWith('UPSTREAM_') || outcome === 'RATE_LIMITED'
  state.window.addVerdict(isFault)
  state.failuresInARow = isOutage.has(outcome) ? state.failuresInARow + 1 : 0
  if (isFault) state.lastError = { code: outcome, operation, at, status, upstreamRequestId }
}
