import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { addHeaders } from './late-headers.ts'

/** Replies are data: a browser that takes one for a page may load, run, embed and send nothing. The page has its own policy. */
export function secureHeaders(): RequestHandler {
  // They depend on no request, so helmet is asked for them once.
  const headers = headersOf(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
          sandbox: [],
        },
      },
      referrerPolicy: { policy: 'no-referrer' },
      frameguard: { action: 'deny' },
    }),
  )
  return (_request, response, next) => {
    addHeaders(response, ...headers)
    next()
  }
}

/** Names and values in turn. */
function headersOf(handler: ReturnType<typeof helmet>): readonly string[] {
  const request = new IncomingMessage(new Socket())
  const response = new ServerResponse(request)
  handler(request, response, (error) => {
    if (error) throw error as Error
  })
  return response.getHeaderNames().flatMap((name) => [name, String(response.getHeader(name))])
}
