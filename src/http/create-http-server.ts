import express, { type RequestHandler, type Response } from 'express'
import { rateLimit } from 'express-rate-limit'
import helmet from 'helmet'
import { createServer } from 'node:http'
import { refuseKeyInUrl } from '../auth/authenticate.ts'
import type { Authenticate, Principal } from '../auth/principal.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Logger } from '../observability/logger.ts'
import { currentScope } from '../observability/request-scope.ts'
import { allowOrigins } from './allow-origins.ts'
import { beginRequest } from './begin-request.ts'
import { createDrain, type DrainTimes } from './drain.ts'
import { guardBody } from './guard-body.ts'
import {
  connectionTimes,
  endStalledReplies,
  serverOptions,
  type ConnectionTimes,
} from './limit-connections.ts'
import { listen } from './listen.ts'
import { handleErrors, replyError } from './reply-error.ts'
import { serveHealth, type Health } from './serve-health.ts'
import { findPageFolder, servePage, type SampleKey } from './serve-page.ts'

export interface HttpOptions {
  corsOrigins: readonly string[]
  requestsPerMinute: number
  authenticate: Authenticate
  /** Keys that the page at `/` offers. */
  sampleKeys: readonly SampleKey[]
  logger: Logger
  /** What `/readyz` says beside whether requests are taken; all is well unless told. */
  health?: () => Health
  /** Other times, for tests. */
  times?: Partial<DrainTimes & ConnectionTimes>
}

export interface HttpServer {
  /** @returns the port, which matters when 0 was asked for. @throws StartRefusedError when the port is taken */
  listen(port: number, host: string): Promise<number>
  /** From now on `/readyz` says 200 and `/graphql` answers. */
  serve(graphql: RequestHandler): void
  /** Who `/graphql` was authenticated as; for the GraphQL context. */
  principalOf(response: Response): Principal
  /**
   * `/readyz` says 503 from now on, every reply closes its connection, and a moment later no more are accepted. What is
   * under way after `graceMs` (10 s) is ended; 0 ends everything at once.
   */
  close(graceMs?: number): Promise<void>
}

const drainTimes: DrainTimes = { listenOnMs: 500, idleMs: 500, graceMs: 10_000 }

/** The gateway's one server. It may listen before it can answer: `/readyz` says 503 until `serve`, and while closing. */
export function createHttpServer({
  corsOrigins,
  requestsPerMinute,
  authenticate,
  sampleKeys,
  logger,
  health = () => ({ store: 'up', degraded: false }),
  times: otherTimes,
}: HttpOptions): HttpServer {
  const times = { ...connectionTimes, ...drainTimes, ...otherTimes }
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
  app.use(serveHealth({ health, phase: () => phase() }))
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

  const server = createServer(serverOptions(times), app)
  endStalledReplies(server, times)
  const drain = createDrain(server)
  const phase = () => (drain.draining ? 'draining' : graphql ? 'serving' : 'starting')
  return {
    listen: (port, host) => listen(server, { port, host, setting: 'PORT' }),
    serve(handler) {
      graphql = handler
    },
    principalOf(response) {
      const principal = principals.get(response)
      if (!principal) throw new GatewayError('UNAUTHENTICATED', 'The request was not authenticated.')
      return principal
    },
    async close(graceMs = times.graceMs) {
      // Before it was ready nobody was told to come.
      const listenOnMs = graphql ? times.listenOnMs : 0
      const cutOff = await drain.close({ ...times, listenOnMs, graceMs })
      if (cutOff > 0)
        logger.warn(`${cutOff} requests were cut off: they took longer than ${graceMs} ms to end.`)
    },
  }
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
    const message = 'The gateway is starting. Try again in a moment.'
    replyError(response, new GatewayError('STORE_UNAVAILABLE', message, { retryAfter: 1 }), 503)
  }
}
