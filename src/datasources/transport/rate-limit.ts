import type { Schedule } from '../../observability/schedule.ts'
import type { Untold, UpstreamEvent, UpstreamName } from '../../observability/upstream-event.ts'
import type { Call } from '../call.ts'
import { RefusedHereError, UpstreamError } from '../failures.ts'
import { defaultPatience, type Patience } from './patience.ts'
import { createQuotaLine, type Quota, type QuotaLine, type Turn } from './quota-line.ts'
import type { Guard, Next, Operation } from './upstream-request.ts'

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
  const lineOf = ({ quota }: Operation): QuotaLine =>
    (quota === undefined ? undefined : lines.get(quota)) ?? generalLine

  /** A call of a kind with a quota of its own says which is used up; any other may be about the whole account's. */
  function pauseAfter({ details }: UpstreamError, request: Operation): void {
    const askedMs = details.retryAfter === undefined ? patience.quotaPauseMs : details.retryAfter * 1_000
    const pauseMs = Math.min(patience.maxQuotaPauseMs, askedMs)
    const kind = kindOf(request)
    const paused = kind === 'general' ? lines.values() : [lineOf(request)]
    for (const line of paused) line.pause(pauseMs)
    tell({ type: 'QUOTA_EXCEEDED', quota: kind, pauseMs })
  }

  function waitForTurn<Request extends Operation, Reply>(next: Next<Request, Reply>): Next<Request, Reply> {
    function take(request: Request, call: Call, place: number): Promise<Reply> {
      const taken = lineOf(request).take(request, call, place)
      if (!(taken instanceof Promise)) return send(request, call, place, taken)
      return taken.then((turn) => send(request, call, place, turn))
    }

    function send(request: Request, call: Call, place: number, turn: Turn): Promise<Reply> {
      const withTurn: CallWithTurn = { ...call, [turnKey]: turn }
      return next(request, withTurn).then(
        (reply) => {
          turn.giveBack()
          return reply
        },
        (error: unknown) => {
          turn.giveBack()
          if (error instanceof HeldBackError) return take(request, call, place)
          throw error
        },
      )
    }

    return (request, call) => take(request, call, ++arrivals)
  }

  function useTurn<Request extends Operation, Reply>(next: Next<Request, Reply>): Next<Request, Reply> {
    const send = (request: Request, call: Call): Promise<Reply> =>
      next(request, call).catch((error: unknown) => {
        // Here, before the slot is passed on to one that would go out at once.
        if (isRefusalThere(error)) pauseAfter(error, request)
        throw error
      })

    async function takeAnother(request: Request, call: Call): Promise<Reply> {
      const turn = await lineOf(request).take(request, call, firstPlace)
      turn.use()
      return send(request, call)
    }

    return (request, call) => {
      const line = lineOf(request)
      const { [turnKey]: turn }: CallWithTurn = call
      if (turn?.isUsed) return takeAnother(request, call)
      if (!turn)
        line.count() // a sign-in, which many wait for
      else if (line.isPaused()) return Promise.reject(new HeldBackError())
      else turn.use()
      return send(request, call)
    }
  }

  return { waitForTurn, useTurn }
}

/** A refusal of our own says nothing about the upstream's quota. */
function isRefusalThere(error: unknown): error is UpstreamError {
  return (
    error instanceof UpstreamError && error.failure === 'RATE_LIMITED' && !(error instanceof RefusedHereError)
  )
}
