import type { Wrapper } from './upstream-request.ts'

/** At most `max` calls in flight; the others wait in order. A waiting call whose request ended is not sent. */
export function limitConcurrency(max: number): Wrapper {
  return (next) => {
    let inFlight = 0
    const waiting: (() => void)[] = []
    return async (request, call) => {
      if (inFlight >= max) await new Promise<void>((resolve) => waiting.push(resolve))
      else inFlight += 1
      try {
        call.signal.throwIfAborted()
        return await next(request, call)
      } finally {
        // The slot passes straight to the next in line, so a newcomer cannot overtake it.
        const following = waiting.shift()
        if (following) following()
        else inFlight -= 1
      }
    }
  }
}
