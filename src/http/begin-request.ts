import type { Request, RequestHandler } from 'express'
import { randomUUID } from 'node:crypto'
import type { Logger } from '../observability/logger.ts'
import { inRequestSpan } from '../observability/tracing.ts'
import { runInScope, type RequestScope } from '../observability/request-scope.ts'
import { addHeaders } from './late-headers.ts'

/** Gives each request its id (the caller's, where it is a harmless one) and its scope, and logs it once it is answered. */
export function beginRequest(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.headers['x-request-id']
    const requestId = typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID()
    addHeaders(response, 'x-request-id', requestId, 'cache-control', 'no-store')

    // They come every few seconds and would be most of the log and of the traces.
    if (isProbe(request)) {
      next()
      return
    }
    const name = request.path === '/graphql' ? `${request.method} /graphql` : request.method
    inRequestSpan(request.headers, name, (span) => {
      const scope: RequestScope = {
        requestId,
        principal: null,
        operation: null,
        errors: new Set(),
        trace: span.context,
      }
      const startedAt = performance.now()
      response.on('close', () => {
        const { principal, operation, errors } = scope
        const isStream = scope.isStream ?? false
        // The client went away before the reply: nginx's name for it. A socket's reply was out when it began.
        const isAnswered = response.writableFinished || response.statusCode === 101
        const status = isAnswered ? response.statusCode : 499
        span.end({ status, requestId, operation, errors: [...errors] })
        const durationMs = performance.now() - startedAt
        logger.request({ requestId, principal, operation, status, durationMs, isStream, errors: [...errors] })
      })
      runInScope(scope, () => next())
    })
  }
}

function isProbe({ method, path }: Request): boolean {
  return (method === 'GET' || method === 'HEAD') && (path === '/livez' || path === '/readyz')
}
