import {
  context,
  createTraceState,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api'
import { currentScope } from './request-scope.ts'

/**
 * Traces by OpenTelemetry's API alone. W3C headers are read and written here, not by a propagator that somebody
 * registers: they are forwarded without an SDK, too, and baggage of callers is never passed on to vendors.
 */

/** HTTP headers as Node gives them. */
type IncomingHeaders = Readonly<Record<string, string | string[] | undefined>>

/** A request's own span, from its arrival to the end of its reply. */
export interface RequestSpan {
  /** For the request's scope: what the calls made for it are children of. */
  context: Context
  end(reply: { status: number; requestId: string; operation: string | null; errors: readonly string[] }): void
}

/** Nobody keeps traces here, and the request came in none. */
export function isUntraced(span: Span): boolean {
  return span.spanContext() === INVALID_SPAN_CONTEXT
}

const untraced: RequestSpan = { context: ROOT_CONTEXT, end: () => undefined }

export function getTracer(): Tracer {
  return trace.getTracer('headwater')
}

/**
 * Runs `work` inside a span that continues the caller's trace. `work` sees to its end, since a reply outlasts the
 * handler that began it. `name` is one of few: method and route, never a path as sent.
 */
export function inRequestSpan<Result>(
  headers: IncomingHeaders,
  name: string,
  work: (span: RequestSpan) => Result,
): Result {
  const parent = readTraceHeaders(headers)
  const span = getTracer().startSpan(name, { kind: SpanKind.SERVER }, parent)
  if (isUntraced(span)) return work(untraced)
  const inside = trace.setSpan(parent, span)
  const end: RequestSpan['end'] = (reply) => endRequestSpan(span, reply)
  return context.with(inside, () => work({ context: inside, end }))
}

/** What a new span is a child of: the active one where an SDK keeps track, else the request's. */
export function currentTrace(): Context {
  const active = context.active()
  return trace.getSpan(active) ? active : (currentScope()?.trace ?? ROOT_CONTEXT)
}

/** `traceparent` and `tracestate` for a call made inside `inside`; none where there is no trace. */
export function writeTraceHeaders(inside: Context): Record<string, string> {
  const span = trace.getSpanContext(inside)
  if (!span || !isSpanContextValid(span)) return {}
  const { traceId, spanId, traceFlags, traceState } = span
  const flags = (traceFlags & 0xff).toString(16).padStart(2, '0')
  const tracestate = traceState?.serialize()
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, ...(tracestate && { tracestate }) }
}

const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
const maxTracestateLength = 512

/** The caller's trace; an empty context where there is none, or one that does not keep to the W3C form. */
export function readTraceHeaders({ traceparent, tracestate }: IncomingHeaders): Context {
  if (traceparent === undefined) return ROOT_CONTEXT
  const [, traceId = '', spanId = '', flags = ''] =
    typeof traceparent === 'string' ? (traceparentPattern.exec(traceparent) ?? []) : []
  const span = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
  if (!isSpanContextValid(span)) return ROOT_CONTEXT
  const isUsable = typeof tracestate === 'string' && tracestate.length <= maxTracestateLength
  return trace.setSpanContext(ROOT_CONTEXT, {
    ...span,
    // Keeps the entries that are well-formed, and drops the others.
    ...(isUsable && { traceState: createTraceState(tracestate) }),
  })
}

function endRequestSpan(span: Span, reply: Parameters<RequestSpan['end']>[0]): void {
  const { status, requestId, operation, errors } = reply
  span.setAttribute('http.response.status_code', status)
  span.setAttribute('headwater.request_id', requestId)
  if (operation !== null) span.setAttribute('graphql.operation.name', operation)
  if (errors.length > 0) span.setAttribute('headwater.errors', [...errors])
  // The caller's own mistake is no failure of the gateway.
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}
