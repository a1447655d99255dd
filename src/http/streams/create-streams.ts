import type { RequestHandler, Response } from 'express'
import { anonymous } from '../../auth/held-roles.ts'
import type { Authenticate, Principal } from '../../auth/principal.ts'
import type { DenialListener } from '../../observability/denial-event.ts'
import type { Logger } from '../../observability/logger.ts'
import type { StreamListener } from '../../observability/stream-event.ts'
import type { CallerIdentification } from '../identify-caller.ts'
import { countRate, type RateLimit } from '../limit-rate.ts'
import { createStreamDesk, type StreamLimits } from './create-stream-desk.ts'
import type { Upgrades } from './hear-upgrades.ts'
import type { Subscriptions } from './open-subscription.ts'
import { createEventStreams } from './serve-events.ts'
import { createSockets, type SocketLimits } from './serve-sockets.ts'
import type { SocketTimes } from './socket-protocol.ts'

export interface StreamsOptions {
  limits: StreamLimits & SocketLimits
  rates: { byAddress: RateLimit; byCaller: RateLimit }
  corsOrigins: readonly string[]
  upgrades: Upgrades
  caller: CallerIdentification
  authenticate: Authenticate
  onDenied: DenialListener
  onEvent: StreamListener
  logger: Pick<Logger, 'unknownError'>
  times: SocketTimes & { stalledReplyMs: number }
}

/** Subscriptions over WebSockets and as server-sent events: two ways to one desk. */
export interface Streams {
  /** Before callers are identified: a socket's says who it is later. */
  acceptSockets: RequestHandler
  /** Behind everything that a request has to pass. */
  answerEvents: RequestHandler
  serve(subscriptions: Subscriptions): void
  /** Ends all streams, so that clients come again, elsewhere. */
  close(): Promise<void>
}

export const streamTimes: SocketTimes = {
  initMs: 3_000,
  // Below the minute after which proxies end what is quiet.
  pingEveryMs: 12_000,
  // With the 2 s after which a key book is read anew, a revoked key is out in 5 s, here as everywhere.
  credentialEveryMs: 2_000,
}

export function createStreams(options: StreamsOptions): Streams {
  const { limits, rates, caller, onDenied, onEvent } = options
  const desk = createStreamDesk({ limits, onDenied, onEvent })
  const countRequest = async (principal: Principal, address: string): Promise<void> => {
    await countRate(rates.byAddress, address, 'from this address')
    if (principal !== anonymous) await countRate(rates.byCaller, principal.id, 'of this caller')
  }
  const principalOf = (response: Response) => caller.principalOf(response)
  const sockets = createSockets({ ...options, desk, countRequest })
  const events = createEventStreams({ ...options, desk, principalOf })
  return {
    acceptSockets: sockets.accept,
    answerEvents: events.answer,
    serve: desk.serve,
    async close() {
      events.close()
      await sockets.close()
    },
  }
}
