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
import type { UpstreamRequest, Wrapper } from './upstream-request.ts'

/** Emits one event an attempt; who listens (logs, metrics, the plan of a reply) is not the transport's business. */
export function reportCalls(
  upstream: UpstreamName,
  requestIdHeader: string,
  listener: UpstreamListener,
): Wrapper {
  const tell = (request: UpstreamRequest, call: Call, startedAt: number, ended: Ended): void => {
    const { outcome, status, id } = ended
    const event: CallEvent = {
      type: 'CALL',
      system: upstream.system,
      vendor: upstream.vendor,
      operation: request.operation,
      requestId: call.requestId,
      outcome,
      status,
      startedAt,
      durationMs: performance.now() - startedAt,
    }
    if (id !== undefined) event.upstreamRequestId = id
    tellBoth(listener, event, call)
  }
  return (next) => (request, call) => {
    const startedAt = performance.now()
    return next(request, call).then(
      (response) => {
        const { status, headers } = response
        tell(request, call, startedAt, { outcome: 'OK', status, id: readRequestId(headers[requestIdHeader]) })
        return response
      },
      (error: unknown) => {
        tell(request, call, startedAt, describeFailure(error, request, call))
        throw error
      },
    )
  }
}

interface Ended extends Pick<CallEvent, 'outcome' | 'status'> {
  /** The upstream's own of the call, where it says one. */
  id?: string | undefined
}

function describeFailure(error: unknown, request: UpstreamRequest, call: Call): Ended {
  if (error instanceof UpstreamError) {
    // A session that ended as sessions do; what becomes of the new one is told of by itself.
    const outcome = isExpired(error) && request.mayRenew?.() ? 'EXPIRED' : error.code
    return { outcome, status: error.status, id: error.details.upstreamRequestId }
  }
  if (call.signal.aborted) return { outcome: 'ABORTED', status: null }
  return { outcome: error instanceof GatewayError ? error.code : 'INTERNAL', status: null }
}

/** Of a call that went out elsewhere. */
export function tellOfCall(
  listener: UpstreamListener,
  event: Omit<CallEvent, 'requestId'>,
  call: Call,
): void {
  tellBoth(listener, { ...event, requestId: call.requestId }, call)
}

/** The process's listener, and the one that the request brought. */
function tellBoth(listener: UpstreamListener, event: CallEvent, call: Call): void {
  listener(event)
  call.onCall?.(event)
}

/** For mechanisms, which know what happened but not at whom. */
export function tellAbout(
  upstream: UpstreamName,
  listener: UpstreamListener,
): (event: Untold<UpstreamEvent>) => void {
  return (event) => listener({ ...upstream, ...event })
}
