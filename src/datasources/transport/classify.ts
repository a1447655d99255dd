import { GatewayError } from '../../errors/gateway-error.ts'
import type { Call } from '../call.ts'
import type { UpstreamName } from '../../observability/upstream-event.ts'
import {
  classifyFailure,
  upstreamError,
  type Classified,
  type Effect,
  type FailureRule,
} from '../failures.ts'
import { describeNetworkError } from './network-error.ts'
import { readRetryAfter } from './retry-after.ts'
import type { UpstreamRequest, UpstreamResponse, Wrapper } from './upstream-request.ts'

export interface ClassifyOptions {
  upstream: UpstreamName
  failures: readonly FailureRule[]
  /** The header with the vendor's own id of a call, in lower case. */
  requestIdHeader: string
  /** The same from a parsed body, where the header has none. */
  requestId?: ((body: unknown) => string | undefined) | undefined
  /** Epoch ms, for dates in `Retry-After`. */
  now: () => number
}

/** Turns replies that are failures into errors, by rules: everything outside sees successes or errors. */
export function classifyReplies(options: ClassifyOptions): Wrapper {
  const { upstream, failures, requestIdHeader, requestId, now } = options
  const rulesOf = (request: UpstreamRequest) =>
    request.failures ? [...request.failures, ...failures] : failures

  function failureOf(error: unknown, request: UpstreamRequest, call: Call): unknown {
    // The caller's end is nothing that the upstream did.
    if (error instanceof GatewayError || call.signal.aborted) return error
    const { code: network, isUnsent } = describeNetworkError(error)
    const failed = classifyFailure(rulesOf(request), {
      status: null,
      headers: {},
      body: undefined,
      network,
      isUnsent,
    })
    const effect = effectOn(request, failed?.effect)
    const cause = `${request.operation}: ${network}`
    return upstreamError(upstream, failed?.failure ?? 'UNAVAILABLE', { effect }, cause)
  }

  function checked(response: UpstreamResponse, request: UpstreamRequest): UpstreamResponse {
    const { status, headers, data } = response
    const failed =
      classifyFailure(rulesOf(request), { status, headers, body: data, network: null }) ??
      (isUnreadable(response) ? unreadable : null)
    if (!failed) return response

    const retryAfter = readRetryAfter(headers['retry-after'], now()) ?? failed.retryAfter
    const upstreamRequestId = readRequestId(headers[requestIdHeader]) ?? readRequestId(requestId?.(data))
    const details = {
      status,
      effect: effectOn(request, failed.effect),
      ...(failed.field !== null && { field: failed.field }),
      ...(retryAfter !== undefined && { retryAfter }),
      ...(upstreamRequestId !== undefined && { upstreamRequestId }),
    }
    throw upstreamError(upstream, failed.failure, details, `${request.operation}: HTTP ${status}`)
  }

  return (next) => (request, call) =>
    next(request, call).then(
      (response) => checked(response, request),
      (error: unknown) => {
        throw failureOf(error, request, call)
      },
    )
}

const unreadable: Classified = {
  failure: 'BAD_RESPONSE',
  effect: 'UNKNOWN',
  field: null,
  retryAfter: undefined,
}

/** What only reads changes nothing, whatever becomes of it. */
function effectOn(request: UpstreamRequest, effect: Effect = 'UNKNOWN'): Effect {
  return request.effect === 'READ' ? 'NONE' : effect
}

/** A success has a body that can be read, or says that it has none. */
function isUnreadable({ status, body, data }: UpstreamResponse): boolean {
  return data === undefined && !(body === '' && (status === 201 || status === 202 || status === 204))
}

/** Shown to clients and logged, so nothing but what an id can be. */
export function readRequestId(header: string | undefined): string | undefined {
  return header !== undefined && /^[\w.:|-]{1,100}$/.test(header) ? header : undefined
}
