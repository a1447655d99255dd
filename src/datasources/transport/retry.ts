import { timeLeftMs } from '../call.ts'
import type { UpstreamEvent, Untold } from '../../observability/upstream-event.ts'
import { RefusedHereError, UpstreamError } from '../failures.ts'
import { defaultPatience, type Patience } from './patience.ts'
import type { Guard } from './upstream-request.ts'
import { waitFor } from './wait-for.ts'

const baseDelayMs = 50
const maxDelayMs = 1_000

/** Retries are at most a tenth of calls: when everything fails, an upstream sees 1.1 times the load, not 3 times. */
const budgetPerCall = 0.1
const maxBudget = 10

export interface RetryOptions {
  tell(event: Untold<UpstreamEvent>): void
  patience?: Pick<Patience, 'maxRetries'>
  random?: () => number
  wait?: typeof waitFor
}

/**
 * Repeats reads that failed for now. Waits a random part of a growing delay (full jitter), or as long as the upstream
 * asked; never past the request's deadline.
 */
export function retryFailures(options: RetryOptions): Guard {
  const { tell, patience = defaultPatience, random = Math.random, wait = waitFor } = options
  // So that the very first call has its retry, too.
  let budget = 1 - budgetPerCall

  return (next) => async (request, call) => {
    budget = Math.min(maxBudget, budget + budgetPerCall)
    for (let retries = 0; ; retries++) {
      try {
        return await next(request, call)
      } catch (error) {
        const isRepeatable = request.effect === 'READ' && isPassing(error) && !call.signal.aborted
        if (!isRepeatable || retries === patience.maxRetries || budget < 1) throw error
        const delayMs = random() * Math.min(maxDelayMs, baseDelayMs * 2 ** retries) + askedMs(error)
        if (delayMs >= timeLeftMs(call)) throw error
        budget -= 1
        tell({ type: 'RETRY', operation: request.operation, requestId: call.requestId, code: error.code })
        await wait(delayMs, call.signal)
      }
    }
  }
}

/** A call that the gateway itself refused was not made, so there is nothing to repeat. */
function isPassing(error: unknown): error is UpstreamError {
  return (
    error instanceof UpstreamError && error.disposition === 'retry' && !(error instanceof RefusedHereError)
  )
}

function askedMs(error: UpstreamError): number {
  return (error.details.retryAfter ?? 0) * 1_000
}
