import { GatewayError } from '../../errors/gateway-error.ts'
import type { Call, CallEvent, CallListener, UpstreamName } from '../call.ts'
import type { Wrapper } from './upstream-request.ts'

/** Emits one event an attempt; who listens (logs, metrics, the plan of a reply) is not the transport's business. */
export function reportCalls(upstream: UpstreamName, onCall: CallListener): Wrapper {
  return (next) => async (request, call) => {
    const startedAt = performance.now()
    let outcome = 'INTERNAL'
    try {
      const response = await next(request, call)
      outcome = String(response.status)
      return response
    } catch (error) {
      if (error instanceof GatewayError) outcome = error.code
      throw error
    } finally {
      const durationMs = performance.now() - startedAt
      tellOfCall(onCall, { ...upstream, operation: request.operation, outcome, startedAt, durationMs }, call)
    }
  }
}

/** To the process's listener, and to the one that the request brought. */
export function tellOfCall(onCall: CallListener, event: Omit<CallEvent, 'requestId'>, call: Call): void {
  const told = { ...event, requestId: call.requestId }
  onCall(told)
  call.onCall?.(told)
}
