import { Agent, request as undiciRequest } from 'undici'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { UpstreamName } from '../call.ts'
import { upstreamError } from '../failures.ts'
import type { Send, UpstreamRequest } from './upstream-request.ts'

export interface HttpOptions {
  upstream: UpstreamName
  /** Scheme, host and path prefix, e.g. `https://api.hubapi.com`. */
  baseUrl: string
  /** Whole call, from connecting to the last byte of the reply. */
  timeoutMs: number
  maxReplyBytes: number
}

/** The innermost `Send`: HTTP/1.1 with keep-alive, redirects not followed, replies capped. */
export function createHttpSend(options: HttpOptions): { send: Send; close(): Promise<void> } {
  const { upstream, timeoutMs, maxReplyBytes } = options
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  const agent = new Agent({
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })

  return {
    async send(request, call) {
      const url = targetUrl(baseUrl, request)
      const signal = AbortSignal.any([call.signal, AbortSignal.timeout(timeoutMs)])
      try {
        const reply = await undiciRequest(url, {
          dispatcher: agent,
          method: request.method,
          headers: { accept: 'application/json', ...request.headers },
          body: request.body ?? null,
          signal,
        })
        const body = await readCapped(reply.body, maxReplyBytes)
        if (body === null)
          throw upstreamError(upstream, 'BAD_RESPONSE', {}, `reply over ${maxReplyBytes} bytes`)
        return { status: reply.statusCode, headers: plainHeaders(reply.headers), body }
      } catch (error) {
        if (error instanceof GatewayError) throw error
        throw upstreamError(upstream, isTimeout(error) ? 'TIMEOUT' : 'UNAVAILABLE', {}, error)
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

async function readCapped(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}

function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return error.name === 'TimeoutError' || /^UND_ERR_(HEADERS|BODY|CONNECT)_TIMEOUT$/.test(code)
}
