import express, { type RequestHandler, type Response } from 'express'
import type { Authenticate, Principal } from '../auth/principal.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { DenialListener } from '../observability/denial-event.ts'
import type { Logger } from '../observability/logger.ts'
import type { StreamListener } from '../observability/stream-event.ts'
import { ownFile } from '../package/own-files.ts'
import type { Redis } from '../redis/create-redis.ts'
import { allowOrigins } from './allow-origins.ts'
import { answerClientErrors } from './answer-client-errors.ts'
import { beginRequest } from './begin-request.ts'
import { createDrain, type DrainTimes } from './drain.ts'
import { createExpressServer } from './express-server.ts'
import { guardBody } from './guard-body.ts'
import { hearExpectations, refuseExpectations } from './hear-expectations.ts'
import { createCallerIdentification } from './identify-caller.ts'
import { inTurn } from './in-turn.ts'
import {
  connectionTimes,
  endStalledReplies,
  serverOptions,
  type ConnectionTimes,
} from './limit-connections.ts'
import { limitAddresses, limitCallers } from './limit-rate.ts'
import { listen } from './listen.ts'
import { handleErrors, replyError } from './reply-error.ts'
import { secureHeaders } from './secure-headers.ts'
import { serveHealth, type Health } from './serve-health.ts'
import { servePage, type SampleKey } from './serve-page.ts'
import { createSharedCounts } from './shared-counts.ts'
import { createStreams, streamTimes, type StreamsOptions } from './streams/create-streams.ts'
import { hearUpgrades, shouldUpgradeCallback } from './streams/hear-upgrades.ts'
import type { Subscriptions } from './streams/open-subscription.ts'
import type { SocketTimes } from './streams/socket-protocol.ts'

export interface HttpOptions {
  corsOrigins: readonly string[]
  /** Addresses and networks of proxies whose `x-forwarded-for` is believed. */
  trustedProxies: readonly string[]
  limits: {
    requestsPerMinute: number
    requestsPerMinutePerCaller: number
    failedAuthenticationsPerMinute: number
  } & StreamsOptions['limits']
  /** Where replicas count requests together; null: each for itself. */
  redis: Redis | null
  authenticate: Authenticate
  /** The page at `/`, with the keys that it offers; null: none. */
  page: { sampleKeys: readonly SampleKey[] } | null
  onDenied: DenialListener
  /** Told of everything that becomes of subscriptions. */
  onStream: StreamListener
  logger: Logger
  now: () => number
  /** What `/readyz` says beside whether requests are taken; all is well unless told. */
  health?: () => Health
  /** Other times, for tests. */
  times?: Partial<DrainTimes & ConnectionTimes & SocketTimes>
}

export interface HttpServer {
  /** @returns the port, which matters when 0 was asked for. @throws StartRefusedError when the port is taken */
  listen(port: number, host: string): Promise<number>
  /** From now on `/readyz` says 200 and `/graphql` answers. */
  serve(graphql: RequestHandler, subscriptions?: Subscriptions): void
  /** Who `/graphql` was authenticated as; for the GraphQL context. */
  principalOf(response: Response): Principal
  /**
   * `/readyz` says 503 from now on, every reply closes its connection, and a moment later no more are accepted. What is
   * under way after `graceMs` (10 s) is ended; 0 ends everything at once. Streams of events are ended at the beginning.
   */
  close(graceMs?: number): Promise<void>
}

const drainTimes: DrainTimes = { listenOnMs: 500, idleMs: 500, graceMs: 10_000 }

/** The gateway's one server. It may listen before it can answer: `/readyz` says 503 until `serve`, and while closing. */
export function createHttpServer({
  corsOrigins,
  trustedProxies,
  limits,
  redis,
  authenticate,
  page,
  onDenied,
  onStream: onEvent,
  logger,
  now,
  health = () => ({ store: 'up', degraded: false }),
  times: otherTimes,
}: HttpOptions): HttpServer {
  const times = { ...connectionTimes, ...drainTimes, ...streamTimes, ...otherTimes }
  const failuresPerMinute = limits.failedAuthenticationsPerMinute
  const caller = createCallerIdentification({ authenticate, failuresPerMinute, onDenied, now })
  const countsOf = (name: string) => createSharedCounts({ name, redis, now })
  const byAddress = { perMinute: limits.requestsPerMinute, counts: countsOf('address'), onDenied }
  const byCaller = { perMinute: limits.requestsPerMinutePerCaller, counts: countsOf('caller'), onDenied }
  let graphql: RequestHandler | null = null

  const answer: RequestHandler = (request, response, next) => graphql?.(request, response, next)

  const app = express()
  const isBehindProxy = trustedProxies.length > 0
  const server = createExpressServer(app, { ...serverOptions(times), shouldUpgradeCallback, isBehindProxy })
  const streams = createStreams({
    ...{ limits, corsOrigins, caller, authenticate, onDenied, onEvent, logger, times },
    rates: { byAddress, byCaller },
    upgrades: hearUpgrades(server, app),
  })
  app.disable('x-powered-by').disable('etag').set('trust proxy', trustedProxies)
  // Cheapest refusals first; a body is read only for callers who may send one.
  const handlers = inTurn(
    allowOrigins(corsOrigins),
    limitAddresses(byAddress),
    refuseUntilReady(() => graphql !== null),
    streams.acceptSockets,
    caller.identify,
    limitCallers(byCaller, caller.principalOf),
    guardBody(),
    streams.answerEvents,
    answer,
  )
  app.use(inTurn(beginRequest(logger), secureHeaders(), refuseExpectations, atOnce('/graphql', handlers)))
  app.use('/graphql', handlers)
  app.use(serveHealth({ health, phase: () => phase() }))
  if (page) app.use(servePage({ folder: ownFile('dist/page'), ...page }))
  app.use((_request, response) => {
    const message = 'There is nothing at this address. The API is POST /graphql.'
    replyError(response, new GatewayError('NOT_FOUND', message), 404)
  })
  app.use(handleErrors(logger))

  endStalledReplies(server, times)
  answerClientErrors(server)
  hearExpectations(server)
  const drain = createDrain(server)
  const phase = () => (drain.draining ? 'draining' : graphql ? 'serving' : 'starting')
  return {
    listen: (port, host) => listen(server, { port, host, setting: 'PORT' }),
    serve(handler, subscriptions) {
      if (subscriptions) streams.serve(subscriptions)
      graphql = handler
    },
    principalOf: caller.principalOf,
    async close(graceMs = times.graceMs) {
      // Before it was ready nobody was told to come.
      const listenOnMs = graphql ? times.listenOnMs : 0
      const draining = drain.close({ ...times, listenOnMs, graceMs })
      await streams.close()
      const cutOff = await draining
      if (cutOff > 0)
        logger.warn(`${cutOff} requests were cut off: they took longer than ${graceMs} ms to end.`)
    },
  }
}

/** Express's next layer for this path, where the path is all of the address, as it nearly always is: no second look at it. */
function atOnce(path: string, handler: RequestHandler): RequestHandler {
  return (request, response, next) => {
    if (request.url !== path) {
      next()
      return
    }
    // As Express shows it to the handlers of a path.
    request.url = '/'
    return handler(request, response, next)
  }
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
