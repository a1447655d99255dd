import { isUtf8 } from 'node:buffer'
import { Pool } from 'undici'
import type { UpstreamName } from '../../observability/upstream-event.ts'
import { upstreamError } from '../failures.ts'
import type { BodyFormat } from './body-format.ts'
import { collectReply, type CollectedReply } from './collect-reply.ts'
import { rejectThrows } from './reject-throws.ts'
import { createTarget } from './target-path.ts'
import type { Send, UpstreamResponse } from './upstream-request.ts'

export interface HttpOptions {
  upstream: UpstreamName
  /** Scheme, host and path prefix, e.g. `https://api.hubapi.com`. */
  baseUrl: string
  /** Most calls in flight, each with a connection of its own; a sign-in comes beside them. No bound unless told. */
  maxConcurrent?: number
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
  const { upstream, maxConcurrent, timeoutMs, maxReplyBytes, format } = options
  const { origin, pathOf } = createTarget(options.baseUrl)
  const pool = new Pool(origin, {
    // One more, for the sign-in that renews a token while calls use it.
    connections: maxConcurrent === undefined ? null : maxConcurrent + 1,
    // A call never waits behind another's reply.
    pipelining: 1,
    // Sooner than the call: so what never reached the upstream is known from what may have.
    connect: { timeout: timeoutMs / 2 },
    // Each call has one timer of its own, over all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  })

  function read({ status, headers, bytes }: CollectedReply): UpstreamResponse {
    if (bytes === null)
      throw upstreamError(upstream, 'BAD_RESPONSE', { status }, `reply over ${maxReplyBytes} bytes`)
    const text = bytes.toString('utf8')
    // Some write a mark before their UTF-8, which readers may leave out (RFC 8259, section 8.1).
    const unmarked = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
    // What is no UTF-8 would come out as text with other characters: nothing, rather than wrong data.
    const isReadable = isUtf8(bytes) && isPlain(headers['content-encoding'])
    return { status, headers, body: unmarked, data: isReadable ? format.read(unmarked) : undefined }
  }

  const send: Send = (request, { signal }) => {
    const { method, body = null } = request
    const path = pathOf(request)
    // Without the second, servers may compress: what a few bytes become is not known before.
    const headers = { accept: format.accept, 'accept-encoding': 'identity', ...request.headers }
    const limits = { timeoutMs, maxBytes: maxReplyBytes, signal }
    return collectReply(pool, { method, path, body, headers }, limits).then(read)
  }

  return {
    send: rejectThrows(send),
    close: () => pool.destroy(),
  }
}

/** Whether a body is what it says; an encoding that nobody asked for is not decoded. */
function isPlain(encoding: string | undefined): boolean {
  return encoding === undefined || /^\s*(identity)?\s*$/i.test(encoding)
}
