import { GatewayError } from '../../errors/gateway-error.ts'
import { UpstreamError } from '../failures.ts'
import type { Call } from '../call.ts'
import type {
  CallEvent,
  Untold,
  UpstreamEvent,
  UpstreamListener,
  UpstreamName,
} from '../../observability/upstream-event.ts'
import { readRequestId } from './classify.ts'
import { isExpired } from './credentials.ts'
import type { UpstreamRequest, UpstreamResponse, Wrapper } from './upstream-request.ts'

/** Emits one event an attempt; who listens (logs, metrics, the plan of a reply) is not the transport's business. */
export function reportCalls(
  upstream: UpstreamName,
  requestIdHeader: string,
  listener: UpstreamListener,
): Wrapper {
  const tell = (request: UpstreamRequest, call: Call, startedAt: number, ended: Ended): void => {
    const durationMs = performance.now() - startedAt
    const { operation } = request
    tellOfCall(listener, { ...upstream, type: 'CALL', operation, ...ended, startedAt, durationMs }, call)
  }
  return (next) => async (request, call) => {
    const startedAt = performance.now()
    let response: UpstreamResponse
    try {
      response = await next(request, call)
    } catch (error) {
      tell(request, call, startedAt, describeFailure(error, request, call))
      throw error
    }
    const { status, headers } = response
    const id = readRequestId(headers[requestIdHeader])
    tell(request, call, startedAt, {
      outcome: 'OK',
      status,
      ...(id !== undefined && { upstreamRequestId: id }),
    })
    return response
  }
}

type Ended = Pick<CallEvent, 'outcome' | 'status' | 'upstreamRequestId'>

function describeFailure(error: unknown, request: UpstreamRequest, call: Call): Ended {
  if (error instanceof UpstreamError) {
    const { upstreamRequestId: id } = error.details
    // A session that ended as sessions do; what becomes of the new one is told of by itself.
    const outcome = isExpired(error) && request.mayRenew?.() ? 'EXPIRED' : error.code
    return { outcome, status: error.status, ...(id !== undefined && { upstreamRequestId: id }) }
  }
  if (call.signal.aborted) return { outcome: 'ABORTED', status: null }
  return { outcome: error instanceof GatewayError ? error.code : 'INTERNAL', status: null }
}

/** To the process's listener, and to the one that the request brought. */
export function tellOfCall(
  listener: UpstreamListener,
  event: Omit<CallEvent, 'requestId'>,
  call: Call,
): void {
  const told = { ...event, requestId: call.requestId }
  listener(told)
  call.onCall?.(told)
}

/** For mechanisms, which know what happened but not at whom. */
export function tellAbout(
  upstream: UpstreamName,
  listener: UpstreamListener,
): (event: Untold<UpstreamEvent>) => void {
  return (event) => listener({ ...upstream, ...event })
}
