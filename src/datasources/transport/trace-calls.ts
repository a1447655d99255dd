import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
} from '@opentelemetry/api'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { UpstreamName } from '../../observability/upstream-event.ts'
import { currentTrace, getTracer, isUntraced, writeTraceHeaders } from '../../observability/tracing.ts'
import type { Call } from '../call.ts'
import { UpstreamError } from '../failures.ts'
import type { Guard, Operation, Wrapper } from './upstream-request.ts'

/** One span an attempt over HTTP, which the upstream can continue: it gets the W3C headers. */
export function traceCalls(upstream: UpstreamName): Wrapper {
  return (next) => (request, call) =>
    inCallSpan({ upstream, request, call, attributes: { [methodKey]: request.method } }, async (inside) => {
      if (inside === ROOT_CONTEXT) return next(request, call)
      const headers = { ...request.headers, ...writeTraceHeaders(inside) }
      const response = await next({ ...request, headers }, call)
      trace.getSpan(inside)?.setAttribute(statusKey, response.status)
      return response
    })
}

/** The same for upstreams that do not speak HTTP. */
export function traceGuardedCalls(upstream: UpstreamName): Guard {
  return (next) => (request, call) => inCallSpan({ upstream, request, call }, () => next(request, call))
}

const methodKey = 'http.request.method'
const statusKey = 'http.response.status_code'

/** Names and codes only: nothing that the upstream said, no address, no path. Without a trace, `run` is given the root. */
async function inCallSpan<Reply>(
  made: { upstream: UpstreamName; request: Operation; call: Call; attributes?: Attributes },
  run: (inside: Context) => Promise<Reply>,
): Promise<Reply> {
  const { upstream, request, call, attributes } = made
  const { system } = upstream
  const { operation } = request
  const parent = currentTrace()
  const span = getTracer().startSpan(
    `${system} ${operation}`,
    {
      kind: SpanKind.CLIENT,
      attributes: { 'headwater.system': system, 'headwater.operation': operation, ...attributes },
    },
    parent,
  )
  if (isUntraced(span)) return run(ROOT_CONTEXT)
  try {
    return await run(trace.setSpan(parent, span))
  } catch (error) {
    if (error instanceof UpstreamError && error.status !== null) span.setAttribute(statusKey, error.status)
    span.setAttribute('error.type', codeOf(error, call))
    span.setStatus({ code: SpanStatusCode.ERROR })
    throw error
  } finally {
    span.end()
  }
}

function codeOf(error: unknown, call: Call): string {
  if (error instanceof GatewayError) return error.code
  return call.signal.aborted ? 'ABORTED' : 'INTERNAL'
}
