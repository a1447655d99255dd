import {
  ROOT_CONTEXT,
  trace,
  type Attributes,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api'

/** A span as it ended. */
export interface EndedSpan {
  name: string
  kind: SpanKind | undefined
  attributes: Attributes
  status: SpanStatusCode | undefined
  /** All that was said about the status and whatever else was put on record. */
  texts: unknown[]
  context: SpanContext
  parentSpanId: string | undefined
}

/** Registers a provider that keeps ended spans in memory; `trace.disable()` ends it. */
export function registerTestProvider(): EndedSpan[] {
  const ended: EndedSpan[] = []
  let count = 0

  const startSpan: Tracer['startSpan'] = (name, options = {}, parent = ROOT_CONTEXT) => {
    const above = trace.getSpanContext(parent)
    const spanId = (++count).toString(16).padStart(16, '0')
    const traceState = above?.traceState
    const context: SpanContext = {
      traceId: above?.traceId ?? 'f'.repeat(32),
      spanId,
      traceFlags: above?.traceFlags ?? 1,
      ...(traceState && { traceState }),
    }
    const record: EndedSpan = {
      name,
      kind: options.kind,
      attributes: { ...options.attributes },
      status: undefined,
      texts: [],
      context,
      parentSpanId: above?.spanId,
    }
    const span: Span = {
      spanContext: () => context,
      setAttribute(key, value) {
        record.attributes[key] = value
        return span
      },
      setAttributes(attributes) {
        Object.assign(record.attributes, attributes)
        return span
      },
      setStatus({ code, message }) {
        record.status = code
        record.texts.push(message)
        return span
      },
      addEvent(...event) {
        record.texts.push(event)
        return span
      },
      recordException: (error) => void record.texts.push(error),
      addLink: () => span,
      addLinks: () => span,
      updateName: () => span,
      isRecording: () => true,
      end: () => void ended.push(record),
    }
    return span
  }
  const refuse = () => {
    throw new Error('not used here')
  }
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan, startActiveSpan: refuse }) })
  return ended
}
