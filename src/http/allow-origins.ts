import type { RequestHandler } from 'express'
import { addHeaders } from './late-headers.ts'

/** CORS for the browser origins of the config, and for no other. Keys travel in a header, so cookies are never allowed. */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  const allowed = new Set(origins)
  return (request, response, next) => {
    const { origin } = request.headers
    addHeaders(response, 'vary', 'Origin')
    if (origin === undefined || !allowed.has(origin)) {
      next()
      return
    }
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('access-control-expose-headers', 'x-request-id, retry-after')
    if (request.method !== 'OPTIONS') {
      next()
      return
    }
    response.setHeader('access-control-allow-methods', 'GET, POST')
    response.setHeader(
      'access-control-allow-headers',
      [
        'content-type',
        'x-api-key',
        'x-request-id',
        'authorization',
        'x-headwater-plan',
        'x-headwater-timeout-ms',
        'idempotency-key',
      ].join(', '),
    )
    response.setHeader('access-control-max-age', '600')
    response.status(204).end()
  }
}
