import type { Call } from '../call.ts'
import type { UpstreamName } from '../../observability/upstream-event.ts'
import { UpstreamError, upstreamError } from '../failures.ts'
import type { Guard } from './upstream-request.ts'

/**
 * Ends what waits for an upstream when the request's budget ends or the client goes away, and says so. A write that has
 * begun is never cut off: whether it was done would be unknown.
 */
export function keepDeadline(upstream: UpstreamName): Guard {
  return (next) => async (request, call) => {
    const hasEnded = () => call.signal.aborted
    if (hasEnded()) throw ended(upstream, call)
    if (request.effect === 'WRITE') return next(request, { ...call, signal: new AbortController().signal })
    try {
      return await next(request, call)
    } catch (error) {
      if (!hasEnded() || error instanceof UpstreamError) throw error
      throw ended(upstream, call)
    }
  }
}

/** For waits inside the stack: the request that ends meanwhile waits no more. */
export function ended(upstream: UpstreamName, call: Call): UpstreamError {
  return upstreamError(upstream, 'TIMEOUT', {}, call.signal.reason)
}
