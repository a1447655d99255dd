import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
} from 'cockatiel'
import type { Call } from '../call.ts'
import type { BreakerState, Untold, UpstreamEvent, UpstreamName } from '../../observability/upstream-event.ts'
import { RefusedHereError, UpstreamError } from '../failures.ts'
import { ended } from './deadline.ts'
import { defaultPatience, type Patience } from './patience.ts'
import type { Guard } from './upstream-request.ts'

export interface BreakerOptions {
  upstream: UpstreamName
  /** For whoever is told, where a system has several. */
  connection: string
  tell(event: Untold<UpstreamEvent>): void
  patience?: Pick<Patience, 'outagesToOpen' | 'openMs'>
}

/** A call that was given less time than this and ran out of it says nothing about the upstream. */
const fairMs = 1_000

/**
 * Stops calling an upstream that failed several times in a row, for its sake and the callers': they are answered at
 * once. After a while one call at a time tries whether it is back. Refusals of single requests are no failures.
 */
export function breakCircuit(options: BreakerOptions): Guard {
  const { upstream, connection, tell, patience = defaultPatience } = options
  const breaker = circuitBreaker(
    handleWhenResult((ending) => ending instanceof Failed && ending.isFailure),
    { halfOpenAfter: patience.openMs, breaker: new ConsecutiveBreaker(patience.outagesToOpen) },
  )
  breaker.onStateChange((state) => tell({ type: 'BREAKER', connection, state: nameOf(state) }))
  const retryAfter = Math.ceil(patience.openMs / 1_000)
  const refusal = () => new RefusedHereError(upstream, 'UNAVAILABLE', { retryAfter }, 'the circuit is open')

  const orRefusal = (error: unknown): never => {
    throw error instanceof BrokenCircuitError ? refusal() : error
  }

  return (next) => (request, call) => {
    // Others would wait for the one that tries, for as long as a dead upstream keeps it.
    if (breaker.state === CircuitState.HalfOpen) return Promise.reject(refusal())
    const isTrying = breaker.state === CircuitState.Open
    const startedAt = performance.now()

    function judge(cause: unknown): Failed {
      const wasFair = performance.now() - startedAt >= fairMs
      // Only of what is cut off; what became of a write, its own outcome says.
      const wasCutOff = request.effect === 'READ' && wasFair && hasRunOutOfTime(call)
      const error = wasCutOff ? ended(upstream, call) : (cause as Error)
      // The one that tries closes the circuit only by an answer; a caller who left meanwhile proves nothing.
      const isFailure = isOutage(error) || (isTrying && !isAnswer(error))
      // Thrown, it counts neither way: it ends no row of failures as an answer does.
      if (!isFailure && !isAnswer(error)) throw error
      return new Failed(error, isFailure)
    }

    return breaker.execute(() => next(request, call).catch(judge)).then(replyOf, orRefusal)
  }
}

/** An error that counts, one way or the other; what a call gives of its own is never one. */
class Failed {
  readonly error: Error
  readonly isFailure: boolean

  constructor(error: Error, isFailure: boolean) {
    this.error = error
    this.isFailure = isFailure
  }
}

function replyOf<Reply>(ending: Reply | Failed): Reply {
  if (ending instanceof Failed) throw ending.error
  return ending
}

function isOutage(error: unknown): boolean {
  if (!(error instanceof UpstreamError) || error instanceof RefusedHereError) return false
  return error.failure === 'UNAVAILABLE' || error.failure === 'TIMEOUT'
}

function isAnswer(error: unknown): boolean {
  return error instanceof UpstreamError && !(error instanceof RefusedHereError) && !isOutage(error)
}

/** And not: the client went away. */
function hasRunOutOfTime({ signal }: Call): boolean {
  return signal.aborted && signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
}

function nameOf(state: CircuitState): BreakerState {
  if (state === CircuitState.Closed) return 'CLOSED'
  return state === CircuitState.HalfOpen ? 'HALF_OPEN' : 'OPEN'
}
