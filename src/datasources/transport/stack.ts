import { classifyReply, upstreamError, type FailureRule } from '../failures.ts'
import type { UpstreamName } from '../call.ts'
import type { Call, CallListener } from '../datasource.ts'
import { limitConcurrency } from './concurrency.ts'
import { createHttpSend } from './send.ts'
import { reportCalls } from './telemetry.ts'
import type { Send, UpstreamRequest, Wrapper } from './upstream-request.ts'

export interface TransportOptions {
  baseUrl: string
  /** How calls are authenticated, innermost last. */
  credentials: readonly Wrapper[]
  failures: readonly FailureRule[]
  /** Most calls in flight at once; the vendor's limit or politeness. */
  maxConcurrent: number
  timeoutMs?: number
  maxReplyBytes?: number
}

export interface Transport {
  /** Sends and gives the parsed JSON body (null when the reply has none). @throws GatewayError for every failure. */
  call(request: UpstreamRequest, call: Call): Promise<unknown>
  close(): Promise<void>
}

/** The order of concerns, outermost first; each line says why it stands where it stands. */
export function createTransport(
  upstream: UpstreamName,
  options: TransportOptions,
  onCall: CallListener,
): Transport {
  const http = createHttpSend({
    upstream,
    baseUrl: options.baseUrl,
    timeoutMs: options.timeoutMs ?? 10_000,
    maxReplyBytes: options.maxReplyBytes ?? 5_000_000,
  })
  const send = [
    limitConcurrency(options.maxConcurrent), // waiting is not the upstream's latency, so outside telemetry
    ...options.credentials, //                  a log-in is a call of its own, so outside telemetry too
    reportCalls(upstream, onCall), //           sees every single attempt as it goes out
  ].reduceRight<Send>((next, wrap) => wrap(next), http.send)

  return {
    async call(request, call) {
      const response = await send(request, call)
      const body = parseJson(response.body)
      const failed = classifyReply(options.failures, response, body)
      if (failed) {
        const details = failed.field === null ? {} : { field: failed.field }
        throw upstreamError(
          upstream,
          failed.failure,
          details,
          `${request.operation}: HTTP ${response.status}`,
        )
      }
      if (body === undefined && response.body !== '')
        throw upstreamError(upstream, 'BAD_RESPONSE', {}, `${request.operation}: no JSON`)
      return body ?? null
    },
    close: http.close,
  }
}

/** undefined when the text is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
