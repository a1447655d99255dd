import { isUtf8 } from 'node:buffer'
import { Agent, request as undiciRequest } from 'undici'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { UpstreamName } from '../../observability/upstream-event.ts'
import { upstreamError } from '../failures.ts'
import type { BodyFormat } from './body-format.ts'
import type { Send, UpstreamRequest } from './upstream-request.ts'

export interface HttpOptions {
  upstream: UpstreamName
  /** Scheme, host and path prefix, e.g. `https://api.hubapi.com`. */
  baseUrl: string
  /** Whole call, from connecting to the last byte of the reply. */
  timeoutMs: number
  maxReplyBytes: number
  format: BodyFormat
}

/**
 * The innermost `Send`: HTTP/1.1 with keep-alive, replies capped, redirects not followed: nothing but the configured
 * host is ever spoken to. Throws what the network threw, for the rules to classify.
 */
export function createHttpSend(options: HttpOptions): { send: Send; close(): Promise<void> } {
  const { upstream, timeoutMs, maxReplyBytes, format } = options
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  const agent = new Agent({
    // Sooner than the call: so what never reached the upstream is known from what may have.
    connect: { timeout: timeoutMs / 2 },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })

  return {
    async send(request, call) {
      const url = targetUrl(baseUrl, request)
      const reply = await undiciRequest(url, {
        dispatcher: agent,
        method: request.method,
        // Without the second, servers may compress: what a few bytes become is not known before.
        headers: { accept: format.accept, 'accept-encoding': 'identity', ...request.headers },
        body: request.body ?? null,
        signal: AbortSignal.any([call.signal, AbortSignal.timeout(timeoutMs)]),
      })
      const { statusCode: status, headers } = reply
      const bytes = await readCapped(reply.body, headers['content-length'], maxReplyBytes)
      if (bytes === null)
        throw upstreamError(upstream, 'BAD_RESPONSE', { status }, `reply over ${maxReplyBytes} bytes`)
      // Some write a mark before their UTF-8, which readers may leave out (RFC 8259, section 8.1).
      const body = bytes.toString('utf8').replace(/^\ufeff/, '')
      // What is no UTF-8 would come out as text with other characters: nothing, rather than wrong data.
      const isReadable = isUtf8(bytes) && isPlain(headers['content-encoding'])
      return {
        status,
        headers: plainHeaders(headers),
        body,
        data: isReadable ? format.read(body) : undefined,
      }
    },
    close: () => agent.destroy(),
  }
}

/**
 * The URL of a request. A path that URL normalisation would change (`/..`) could reach another resource: refused
 * here once for every vendor, whatever the caller encoded.
 */
function targetUrl(baseUrl: string, request: UpstreamRequest): URL {
  const url = new URL(baseUrl + request.path)
  const prefix = new URL(baseUrl).pathname.replace(/\/$/, '')
  if (url.pathname !== prefix + request.path || url.search !== '' || url.hash !== '')
    throw new GatewayError(
      'BAD_USER_INPUT',
      `${request.operation}: the id is not one that this system can have.`,
    )
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value === undefined) continue
    for (const one of typeof value === 'string' ? [value] : value) url.searchParams.append(name, one)
  }
  return url
}

/** Null when there is more than `maxBytes`; its connection is closed then, whatever is still on the way. */
async function readCapped(
  body: AsyncIterable<Buffer> & { destroy(): unknown },
  declaredBytes: string | string[] | undefined,
  maxBytes: number,
): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = Number(declaredBytes ?? 0)
  if (size > maxBytes) {
    body.destroy()
    return null
  }
  size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Whether a body is what it says; an encoding that nobody asked for is not decoded. */
function isPlain(encoding: string | string[] | undefined): boolean {
  return encoding === undefined || /^\s*(identity)?\s*$/i.test(String(encoding))
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}
