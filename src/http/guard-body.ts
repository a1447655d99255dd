import express, { type RequestHandler } from 'express'
import { GatewayError } from '../errors/gateway-error.ts'
import { replyError } from './reply-error.ts'

const maxBodyBytes = 1_000_000

/**
 * Reads JSON bodies up to 1 MB. A body that declares more is refused before a byte of it is read (the parser alone
 * would wait for it to arrive), and its connection is not used again.
 */
export function guardBody(): RequestHandler[] {
  return [
    (request, response, next) => {
      if (Number(request.headers['content-length'] ?? 0) <= maxBodyBytes) {
        next()
        return
      }
      response.setHeader('connection', 'close')
      replyError(response, new GatewayError('BAD_USER_INPUT', 'The request body is larger than 1 MB.'), 413)
    },
    express.json({ limit: maxBodyBytes, type: ['application/json', 'application/graphql+json'] }),
  ]
}
