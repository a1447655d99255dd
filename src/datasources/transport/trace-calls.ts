import { SpanKind, SpanStatusCode, trace, type Attributes, type Context, type Span } from '@opentelemetry/api'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { UpstreamName } from '../../observability/upstream-event.ts'
import { currentTrace, getTracer, isUntraced, writeTraceHeaders } from '../../observability/tracing.ts'
import type { Call } from '../call.ts'
import { UpstreamError } from '../failures.ts'
import type { Guard, Operation, UpstreamRequest, Wrapper } from './upstream-request.ts'

/** One span an attempt over HTTP, which the upstream can continue: it gets the W3C headers. */
export function traceCalls(upstream: UpstreamName): Wrapper {
  return (next) => (request, call) => {
    const open = openSpan(upstream, request, request.method)
    if (!open) return next(request, call)
    return inSpan(open.span, call, async () => {
      const headers = { ...request.headers, ...writeTraceHeaders(open.inside) }
      const response = await next({ ...request, headers }, call)
      open.span.setAttribute(statusKey, response.status)
      return response
    })
  }
}

/** The same for upstreams that do not speak HTTP. */
export function traceGuardedCalls(upstream: UpstreamName): Guard {
  return (next) => (request, call) => {
    const open = openSpan(upstream, request)
    return open ? inSpan(open.span, call, () => next(request, call)) : next(request, call)
  }
}

const statusKey = 'http.response.status_code'

interface OpenSpan {
  span: Span
  /** What is made inside it is a child of it. */
  inside: Context
}

/** Names and codes only: nothing that the upstream said, no address, no path. Null without a trace. */
function openSpan(
  { system }: UpstreamName,
  { operation }: Operation,
  method?: UpstreamRequest['method'],
): OpenSpan | null {
  const parent = currentTrace()
  const attributes: Attributes = { 'headwater.system': system, 'headwater.operation': operation }
  if (method !== undefined) attributes['http.request.method'] = method
  const span = getTracer().startSpan(`${system} ${operation}`, { kind: SpanKind.CLIENT, attributes }, parent)
  return isUntraced(span) ? null : { span, inside: trace.setSpan(parent, span) }
}

async function inSpan<Reply>(span: Span, call: Call, run: () => Promise<Reply>): Promise<Reply> {
  try {
    return await run()
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
