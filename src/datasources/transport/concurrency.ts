import type { UpstreamName } from '../../observability/upstream-event.ts'
import { RefusedHereError } from '../failures.ts'
import type { Guard } from './upstream-request.ts'

/** Waiting calls for every one in flight; more would only time out. */
const waitingPerSlot = 100

/**
 * A bulkhead: at most `max` calls in flight, so that one upstream never takes all of the gateway; the others wait in
 * order. A call whose request ends leaves the line.
 */
export function limitConcurrency(upstream: UpstreamName, max: number): Guard {
  let inFlight = 0
  const waiting = new Set<() => void>()

  const enter = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const onAbort = () => {
        waiting.delete(enterNow)
        reject(signal.reason as Error)
      }
      const enterNow = () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      signal.addEventListener('abort', onAbort, { once: true })
      waiting.add(enterNow)
    })

  const leave = () => {
    // The slot passes straight to the next in line, so a newcomer cannot overtake it.
    const [following] = waiting
    if (!following) {
      inFlight -= 1
      return
    }
    waiting.delete(following)
    following()
  }

  return (next) => async (request, call) => {
    call.signal.throwIfAborted()
    if (inFlight < max) inFlight += 1
    else if (waiting.size < max * waitingPerSlot) await enter(call.signal)
    else throw new RefusedHereError(upstream, 'RATE_LIMITED', { retryAfter: 1 }, 'too many calls wait')
    try {
      return await next(request, call)
    } finally {
      leave()
    }
  }
}
