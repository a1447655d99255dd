import express, { type Request, type RequestHandler, type Response } from 'express'
import { GatewayError } from '../errors/gateway-error.ts'
import { replyError } from './reply-error.ts'

const maxBodyBytes = 1_000_000
/** How long a client whose body was refused may go on sending before its connection is destroyed. */
const stopMs = 1_000

/**
 * Reads JSON bodies up to 1 MB, before and after inflating. A body that declares more is refused before a byte of it is read (the
 * parser alone would wait for it to arrive), and its connection is not used again.
 */
export function guardBody(): RequestHandler[] {
  const read = express.json({ limit: maxBodyBytes, type: ['application/json', 'application/graphql+json'] })
  return [
    (request, response, next) => {
      if (Number(request.headers['content-length'] ?? 0) <= maxBodyBytes) {
        next()
        return
      }
      refuse(response)
    },
    (request, response, next) => {
      // Who asks first is answered here, not by Node: by now the caller is known, and the body is wanted.
      if (request.headers.expect !== undefined) response.writeContinue()
      // The parser would read a body without a declared length to its end before it refuses it.
      let received = 0
      request.on('data', (chunk: Buffer) => {
        received += chunk.length
        if (received > maxBodyBytes && !response.headersSent) refuse(response)
      })
      endWithTheReply(request, response)
      read(request, response, next)
    },
  ]
}

function refuse(response: Response): void {
  response.setHeader('connection', 'close')
  replyError(response, new GatewayError('BAD_USER_INPUT', 'The request body is larger than 1 MB.'), 413)
}

/** Node reads on, and throws away, whatever comes of a body after the reply. What has come by then is left in peace. */
function endWithTheReply(request: Request, response: Response): void {
  response.once('finish', () => {
    if (request.complete) return
    const endUnlessComplete = (): void => {
      if (!request.complete) request.socket.destroy()
    }
    setTimeout(endUnlessComplete, stopMs).unref()
  })
}
