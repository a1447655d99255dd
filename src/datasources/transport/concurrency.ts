import type { Call } from '../call.ts'
import type { UpstreamName } from '../../observability/upstream-event.ts'
import { RefusedHereError } from '../failures.ts'
import type { Guard, Next, Operation } from './upstream-request.ts'

/** Waiting calls for every one in flight; more would only time out. */
const waitingPerSlot = 100

/**
 * A bulkhead: at most `max` calls in flight, so that one upstream never takes all of the gateway; the others wait in
 * order. A call whose request ends leaves the line.
 */
export function limitConcurrency(upstream: UpstreamName, max: number): Guard {
  let inFlight = 0
  // No Set: see ADR 0022.
  const waiting: (() => void)[] = []

  const enter = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const onAbort = () => {
        waiting.splice(waiting.indexOf(enterNow), 1)
        reject(signal.reason as Error)
      }
      const enterNow = () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      signal.addEventListener('abort', onAbort, { once: true })
      waiting.push(enterNow)
    })

  const leave = () => {
    // The slot passes straight to the next in line, so a newcomer cannot overtake it.
    const following = waiting.shift()
    if (following) following()
    else inFlight -= 1
  }

  return <Request extends Operation, Reply>(next: Next<Request, Reply>): Next<Request, Reply> => {
    const send = (request: Request, call: Call): Promise<Reply> =>
      next(request, call).then(
        (reply) => {
          leave()
          return reply
        },
        (error: unknown) => {
          leave()
          throw error
        },
      )

    return (request, call) => {
      if (call.signal.aborted) return Promise.reject(call.signal.reason as Error)
      if (inFlight < max) {
        inFlight += 1
        return send(request, call)
      }
      if (waiting.length < max * waitingPerSlot) return enter(call.signal).then(() => send(request, call))
      const why = 'too many calls wait'
      return Promise.reject(new RefusedHereError(upstream, 'RATE_LIMITED', { retryAfter: 1 }, why))
    }
  }
}
