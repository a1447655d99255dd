import { timeLeftMs, type Call } from '../call.ts'
import type { UpstreamEvent, Untold } from '../../observability/upstream-event.ts'
import { RefusedHereError, UpstreamError } from '../failures.ts'
import { defaultPatience, type Patience } from './patience.ts'
import type { Guard, Next, Operation } from './upstream-request.ts'
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

  /** Until it is time for the next attempt. @throws the error where there is none */
  async function waitToRepeat(error: unknown, operation: string, call: Call, retries: number): Promise<void> {
    const isRepeatable = isPassing(error) && !call.signal.aborted
    if (!isRepeatable || retries === patience.maxRetries || budget < 1) throw error
    const delayMs = random() * Math.min(maxDelayMs, baseDelayMs * 2 ** retries) + askedMs(error)
    if (delayMs >= timeLeftMs(call)) throw error
    budget -= 1
    tell({ type: 'RETRY', operation, requestId: call.requestId, code: error.code })
    await wait(delayMs, call.signal)
  }

  return <Request extends Operation, Reply>(next: Next<Request, Reply>): Next<Request, Reply> => {
    const attempt = (request: Request, call: Call, retries: number): Promise<Reply> =>
      next(request, call).catch(async (error: unknown) => {
        await waitToRepeat(error, request.operation, call, retries)
        return attempt(request, call, retries + 1)
      })
    return (request, call) => {
      budget = Math.min(maxBudget, budget + budgetPerCall)
      return request.effect === 'READ' ? attempt(request, call, 0) : next(request, call)
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
