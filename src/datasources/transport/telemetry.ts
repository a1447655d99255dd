import { GatewayError } from '../../errors/gateway-error.ts'
import type { UpstreamName } from '../failures.ts'
import type { Wrapper } from './upstream-request.ts'

/** One attempt at an upstream, as it ended. */
export interface CallEvent extends UpstreamName {
  operation: string
  requestId: string
  /** HTTP status as text, or the error code when no reply came. */
  outcome: string
  durationMs: number
}

export type CallListener = (event: CallEvent) => void

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
      const { operation } = request
      onCall({
        ...upstream,
        operation,
        requestId: call.requestId,
        outcome,
        durationMs: performance.now() - startedAt,
      })
    }
  }
}
