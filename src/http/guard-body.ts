import express, { type Request, type RequestHandler, type Response } from 'express'
import { GatewayError } from '../errors/gateway-error.ts'
import { readBody } from './read-body.ts'
import { replyError } from './reply-error.ts'

const maxBodyBytes = 1_000_000
/** How long a client whose body was refused may go on sending before its connection is destroyed. */
const stopMs = 1_000

/**
 * Reads JSON bodies up to 1 MB, before and after inflating. A body that declares more is refused before a byte of it is read, and
 * its connection is not used again.
 */
export function guardBody(): RequestHandler {
  const types = ['application/json', 'application/graphql+json']
  const readOther = express.json({ limit: maxBodyBytes, type: types })
  return (request, response, next) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) {
      refuse(response)
      return
    }
    // Who asks first is answered here, not by Node: by now the caller is known, and the body is wanted.
    if (request.headers.expect !== undefined) response.writeContinue()
    if (isPlainJson(request)) {
      readJson(request, response, next).catch(next)
      return
    }
    response.on('finish', endWithTheReply)
    // The parser would read a body without a declared length to its end before it refuses it.
    let received = 0
    request.on('data', (chunk: Buffer) => {
      received += chunk.length
      if (received > maxBodyBytes && !response.headersSent) refuse(response)
    })
    readOther(request, response, next)
  }
}

/** As nearly all clients send it; other encodings and character sets are the parser's. */
function isPlainJson({ headers }: Request): boolean {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = headers
  return plainJson.test(type) && encoding === 'identity'
}

const plainJson = /^application\/json *(; *charset="?utf-8"? *)?$/i

async function readJson(request: Request, response: Response, next: () => void): Promise<void> {
  const body = await readBody(request, maxBodyBytes)
  if (body.kind === 'too large') {
    response.on('finish', endWithTheReply)
    if (!response.headersSent) refuse(response)
    return
  }
  const text = body.bytes.toString('utf8')
  try {
    request.body =
      text === '' ? {} : (JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) as unknown)
  } catch {
    replyError(response, new GatewayError('BAD_USER_INPUT', 'The request body is not valid JSON.'), 400)
    return
  }
  next()
}

function refuse(response: Response): void {
  response.setHeader('connection', 'close')
  replyError(response, new GatewayError('BAD_USER_INPUT', 'The request body is larger than 1 MB.'), 413)
}

/** Node reads on, and throws away, whatever comes of a body after the reply. What has come by then is left in peace. */
function endWithTheReply(this: Response): void {
  const request = this.req
  if (request.complete) return
  const endUnlessComplete = (): void => {
    if (!request.complete) request.socket.destroy()
  }
  setTimeout(endUnlessComplete, stopMs).unref()
}
