import { timeLeftMs } from '../call.ts'
import type { Untold, UpstreamEvent, UpstreamName } from '../../observability/upstream-event.ts'
import { RefusedHereError, UpstreamError } from '../failures.ts'
import { defaultPatience, type Patience } from './patience.ts'
import type { Guard } from './upstream-request.ts'
import { waitFor } from './wait-for.ts'

/** What a vendor allows: so many calls in any such time. */
export interface Quota {
  calls: number
  perMs: number
}

/** The vendor's general quota, and those of single kinds of calls (`Operation.quota`); null: it states none. */
export interface Quotas {
  general: Quota | null
  [kind: string]: Quota | null
}

export interface RateLimitOptions {
  upstream: UpstreamName
  quotas: Quotas
  tell(event: Untold<UpstreamEvent>): void
  patience?: Pick<Patience, 'quotaPauseMs' | 'maxQuotaPauseMs'>
  now?: () => number
  wait?: typeof waitFor
}

/** Calls arrive as late as the network makes them: what is spaced out here may be closer together there. */
const driftMs = 150

/**
 * Keeps to declared quotas, and to what the upstream says when it refuses all the same. A call that would have to wait
 * longer than its request can is refused here at once, and says when to come back.
 */
export function limitRate({
  upstream,
  quotas,
  tell,
  patience = defaultPatience,
  now = () => performance.now(),
  wait = waitFor,
}: RateLimitOptions): Guard {
  const windows = new Map(Object.entries(quotas).map(([kind, quota]) => [kind, openWindow(quota)]))
  let pausedUntil = 0

  return (next) => async (request, call) => {
    const { operation, quota = 'general' } = request
    const window = windows.get(windows.has(quota) ? quota : 'general')
    for (;;) {
      const waitMs = Math.max(0, Math.max(pausedUntil, window?.nextAt() ?? 0) - now())
      if (waitMs >= timeLeftMs(call)) {
        tell({ type: 'RATE_LIMIT', operation, outcome: 'REFUSED', waitMs })
        throw new RefusedHereError(upstream, 'RATE_LIMITED', { retryAfter: Math.ceil(waitMs / 1_000) })
      }
      const dueAt = now() + waitMs
      window?.take(dueAt)
      if (waitMs === 0) break
      tell({ type: 'RATE_LIMIT', operation, outcome: 'WAITED', waitMs })
      await wait(waitMs, call.signal)
      // The upstream may have refused another call meanwhile: those in line get a new turn after the pause.
      if (dueAt >= pausedUntil) break
    }
    try {
      return await next(request, call)
    } catch (error) {
      if (isRefusalThere(error)) {
        const { retryAfter } = error.details
        const askedMs = retryAfter === undefined ? patience.quotaPauseMs : retryAfter * 1_000
        const pausedForMs = Math.min(patience.maxQuotaPauseMs, askedMs)
        pausedUntil = Math.max(pausedUntil, now() + pausedForMs)
        tell({ type: 'QUOTA_EXCEEDED', pauseMs: pausedForMs })
      }
      throw error
    }
  }
}

/** A refusal of our own, for a line that is full, says nothing about the upstream's quota. */
function isRefusalThere(error: unknown): error is UpstreamError {
  return (
    error instanceof UpstreamError && error.failure === 'RATE_LIMITED' && !(error instanceof RefusedHereError)
  )
}

interface Window {
  /** When the next call may go out. */
  nextAt(): number
  take(at: number): void
}

/** The times of as many calls as the quota allows: the oldest says when the next is due. */
function openWindow(quota: Quota | null): Window | null {
  if (!quota) return null
  const { calls, perMs } = quota
  const takenAt: number[] = []
  let oldest = 0
  return {
    nextAt: () => (takenAt.length < calls ? 0 : (takenAt[oldest] ?? 0) + perMs + driftMs),
    take(at) {
      takenAt[oldest] = at
      oldest = (oldest + 1) % calls
    },
  }
}
