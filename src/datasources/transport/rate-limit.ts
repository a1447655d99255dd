import type { Schedule } from '../../observability/schedule.ts'
import type { Untold, UpstreamEvent, UpstreamName } from '../../observability/upstream-event.ts'
import type { Call } from '../call.ts'
import { RefusedHereError, UpstreamError } from '../failures.ts'
import { defaultPatience, type Patience } from './patience.ts'
import { createQuotaLine, type Quota, type QuotaLine, type Turn } from './quota-line.ts'
import type { Guard, Operation } from './upstream-request.ts'

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
  schedule?: Schedule
}

export interface RateLimit {
  /**
   * A call that would have to wait longer than its request can is refused here at once, and says when to come back. No
   * slot is held for the wait.
   */
  waitForTurn: Guard
  /** Where calls go out. The turn counts from here: calls that stood together behind it do not go out together. */
  useTurn: Guard
}

/** Where a call carries its turn from one guard to the other. */
const turnKey = Symbol('turn')
type CallWithTurn = Call & { [turnKey]?: Turn }

/** The upstream asked for a pause while the call waited for a slot or a sign-in; it gets a new turn after it. */
class HeldBackError extends Error {
  override readonly name = 'HeldBackError'
}

/** Before everyone who waits: who holds a slot would keep them from theirs. */
const firstPlace = 0

/** Keeps to declared quotas where calls go out, and to what the upstream says when it refuses all the same. */
export function limitRate(options: RateLimitOptions): RateLimit {
  const { upstream, quotas, tell, patience = defaultPatience, schedule } = options
  const now = options.now ?? (() => performance.now())
  const lines = new Map(Object.entries(quotas).map(([kind, quota]) => [kind, openLine(quota)]))
  const generalLine = lines.get('general') ?? openLine(quotas.general)
  let arrivals = firstPlace

  function openLine(quota: Quota | null): QuotaLine {
    return createQuotaLine({
      quota,
      now,
      ...(schedule && { schedule }),
      onWait: ({ operation }, waitMs) => tell({ type: 'RATE_LIMIT', operation, outcome: 'WAITED', waitMs }),
      refuse({ operation }, waitMs) {
        tell({ type: 'RATE_LIMIT', operation, outcome: 'REFUSED', waitMs })
        return new RefusedHereError(upstream, 'RATE_LIMITED', { retryAfter: Math.ceil(waitMs / 1_000) })
      },
    })
  }

  /** The kind of quota that a call counts for. */
  const kindOf = ({ quota }: Operation): string =>
    quota !== undefined && lines.has(quota) ? quota : 'general'
  const lineOf = (request: Operation): QuotaLine => lines.get(kindOf(request)) ?? generalLine

  /** A call of a kind with a quota of its own says which is used up; any other may be about the whole account's. */
  function pauseAfter({ details }: UpstreamError, request: Operation): void {
    const askedMs = details.retryAfter === undefined ? patience.quotaPauseMs : details.retryAfter * 1_000
    const pauseMs = Math.min(patience.maxQuotaPauseMs, askedMs)
    const kind = kindOf(request)
    const paused = kind === 'general' ? lines.values() : [lineOf(request)]
    for (const line of paused) line.pause(pauseMs)
    tell({ type: 'QUOTA_EXCEEDED', quota: kind, pauseMs })
  }

  return {
    waitForTurn: (next) => async (request, call) => {
      const place = ++arrivals
      for (;;) {
        const taken = lineOf(request).take(request, call, place)
        const turn = taken instanceof Promise ? await taken : taken
        const withTurn: CallWithTurn = { ...call, [turnKey]: turn }
        try {
          return await next(request, withTurn)
        } catch (error) {
          if (!(error instanceof HeldBackError)) throw error
        } finally {
          turn.giveBack()
        }
      }
    },
    useTurn: (next) => async (request, call) => {
      const line = lineOf(request)
      const { [turnKey]: turn }: CallWithTurn = call
      if (!turn)
        line.count() // a sign-in, which many wait for
      else if (turn.isUsed) (await line.take(request, call, firstPlace)).use()
      else if (line.isPaused()) throw new HeldBackError()
      else turn.use()
      try {
        return await next(request, call)
      } catch (error) {
        // Here, before the slot is passed on to one that would go out at once.
        if (isRefusalThere(error)) pauseAfter(error, request)
        throw error
      }
    },
  }
}

/** A refusal of our own says nothing about the upstream's quota. */
function isRefusalThere(error: unknown): error is UpstreamError {
  return (
    error instanceof UpstreamError && error.failure === 'RATE_LIMITED' && !(error instanceof RefusedHereError)
  )
}
