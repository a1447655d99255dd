import type { Call } from '../call.ts'
import type { UpstreamName } from '../../observability/upstream-event.ts'
import { UpstreamError, upstreamError } from '../failures.ts'
import type { Guard } from './upstream-request.ts'

/**
 * Ends what waits for an upstream when the request's budget ends or the client goes away, and says so. A write ends like
 * that only while it waits to go out (see finish-writes.ts).
 */
export function keepDeadline(upstream: UpstreamName): Guard {
  return (next) => (request, call) => {
    if (call.signal.aborted) return Promise.reject(ended(upstream, call))
    return next(request, call).catch((error: unknown) => {
      if (!call.signal.aborted || error instanceof UpstreamError) throw error
      // Waits end with the signal's own reason; anything else happened to a write that was out.
      if (request.effect === 'WRITE' && error !== call.signal.reason) throw error
      throw ended(upstream, call)
    })
  }
}

/** For waits inside the stack: the request that ends meanwhile waits no more. */
export function ended(upstream: UpstreamName, call: Call): UpstreamError {
  return upstreamError(upstream, 'TIMEOUT', { effect: 'NONE' }, call.signal.reason)
}
