import { randomUUID } from 'node:crypto'
import { STATUS_CODES, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { GatewayError } from '../errors/gateway-error.ts'
import { toGraphQLReply } from '../errors/to-graphql.ts'

/** What Node's HTTP parser refuses becomes no request: by its code, the status and what to tell. */
const refusals: Readonly<Record<string, { status: number; message: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, message: 'The request’s headers are larger than 16 kB together.' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, message: 'The request’s chunk extensions are too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'The request did not arrive in time.' },
}
const malformed = { status: 400, message: 'This is no HTTP request that can be read.' }

/** Answers them like everything else: JSON, a code, a request id; then the connection is closed. */
export function answerClientErrors(server: Server): void {
  const replies = new WeakMap<Duplex, ServerResponse>()
  server.prependListener('request', ({ socket }, response) => void replies.set(socket, response))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const reply = replies.get(socket)
    // A reply whose headers are out would be continued by what is written now.
    const isReplying = reply?.headersSent === true && !reply.writableFinished
    if (error.code === 'ECONNRESET' || !socket.writable || isReplying) {
      socket.destroy()
      return
    }
    const { status, message } = refusals[error.code ?? ''] ?? malformed
    socket.end(toHttp(status, message))
  })
}

function toHttp(status: number, message: string): string {
  const requestId = randomUUID()
  const body = JSON.stringify(toGraphQLReply(new GatewayError('BAD_USER_INPUT', message), requestId).body)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    `x-request-id: ${requestId}`,
    'connection: close',
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}
