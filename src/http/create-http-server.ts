import express, { type Express, type RequestHandler, type Response } from 'express'
import { rateLimit } from 'express-rate-limit'
import helmet from 'helmet'
import { createServer, type Server } from 'node:http'
import { refuseKeyInUrl } from '../auth/authenticate.ts'
import type { Authenticate, Principal } from '../auth/principal.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import type { Logger } from '../observability/logger.ts'
import { currentScope } from '../observability/request-scope.ts'
import { allowOrigins } from './allow-origins.ts'
import { beginRequest } from './begin-request.ts'
import { guardBody } from './guard-body.ts'
import { handleErrors, replyError } from './reply-error.ts'
import { findPageFolder, servePage, type SampleKey } from './serve-page.ts'

export interface HttpOptions {
  corsOrigins: readonly string[]
  requestsPerMinute: number
  authenticate: Authenticate
  /** Keys that the page at `/` offers. */
  sampleKeys: readonly SampleKey[]
  logger: Logger
}

export interface HttpServer {
  /** @returns the port, which matters when 0 was asked for. @throws StartRefusedError when the port is taken */
  listen(port: number, host: string): Promise<number>
  /** From now on `/readyz` says 200 and `/graphql` answers. */
  serve(graphql: RequestHandler): void
  /** Who `/graphql` was authenticated as; for the GraphQL context. */
  principalOf(response: Response): Principal
  /** Takes no more requests, lets those under way finish for some seconds, then ends them. */
  close(): Promise<void>
}

const closeGraceMs = 5_000

/** The gateway's one server. It may listen before it can answer: `/readyz` says 503 until `serve`, and while closing. */
export function createHttpServer({
  corsOrigins,
  requestsPerMinute,
  authenticate,
  sampleKeys,
  logger,
}: HttpOptions): HttpServer {
  const principals = new WeakMap<Response, Principal>()
  let graphql: RequestHandler | null = null

  const identify: RequestHandler = async (request, response, next) => {
    refuseKeyInUrl(Object.keys(request.query))
    const principal = await authenticate(request.headers)
    principals.set(response, principal)
    const scope = currentScope()
    if (scope) scope.principal = principal.id
    next()
  }
  const answer: RequestHandler = (request, response, next) => graphql?.(request, response, next)

  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.use(beginRequest(logger), helmet())
  addHealth(app, () => graphql !== null)
  // Cheapest refusals first; a body is read only for callers who may send one.
  app.use(
    '/graphql',
    allowOrigins(corsOrigins),
    limitRate(requestsPerMinute),
    refuseUntilReady(() => graphql !== null),
    identify,
    guardBody(),
    answer,
  )
  app.use(servePage({ folder: findPageFolder(), sampleKeys }))
  app.use((_request, response) => {
    const message = 'There is nothing at this address. The API is POST /graphql.'
    replyError(response, new GatewayError('NOT_FOUND', message), 404)
  })
  app.use(handleErrors(logger))

  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, app)
  return {
    listen: (port, host) => listen(server, port, host),
    serve(handler) {
      graphql = handler
    },
    principalOf(response) {
      const principal = principals.get(response)
      if (!principal) throw new GatewayError('UNAUTHENTICATED', 'The request was not authenticated.')
      return principal
    },
    close() {
      graphql = null
      return close(server)
    },
  }
}

function addHealth(app: Express, isReady: () => boolean): void {
  app.get('/livez', (_request, response) => void response.json({ status: 'live' }))
  app.get('/readyz', (_request, response) => {
    const ready = isReady()
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready' })
  })
}

/** Per address, as a last resort: a generous ceiling in front of everything that costs. */
function limitRate(requestsPerMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: requestsPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // No proxy is trusted, so a forwarded address is a claim, not a mistake to warn about.
    validate: { xForwardedForHeader: false },
    handler(_request, response) {
      const message = `More than ${requestsPerMinute} requests a minute from this address. Wait, then go slower.`
      replyError(response, new GatewayError('RATE_LIMITED', message, { retryAfter: 60 }), 429)
    },
  })
}

function refuseUntilReady(isReady: () => boolean): RequestHandler {
  return (_request, response, next) => {
    if (isReady()) {
      next()
      return
    }
    const message = 'The gateway is starting or stopping. Try again in a moment.'
    replyError(response, new GatewayError('STORE_UNAVAILABLE', message, { retryAfter: 1 }), 503)
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(describeListenError(error, port, host)))
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function describeListenError(error: Error, port: number, host: string): StartRefusedError {
  const code = 'code' in error ? String(error.code) : error.name
  const message =
    code === 'EADDRINUSE'
      ? `Port ${port} is in use. Stop what uses it, or set PORT to another.`
      : `The gateway cannot listen on ${host}:${port} (${code}). Set PORT or http.host to what this machine allows.`
  return new StartRefusedError([{ file: null, line: null, message }], error)
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), closeGraceMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
