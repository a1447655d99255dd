import type { Request, RequestHandler, Response } from 'express'
import { WebSocketServer, type WebSocket } from 'ws'
import { refuseKeyInUrl } from '../../auth/authenticate.ts'
import type { Headers, Principal } from '../../auth/principal.ts'
import { GatewayError } from '../../errors/gateway-error.ts'
import { denialOf, type DenialListener } from '../../observability/denial-event.ts'
import { currentScope } from '../../observability/request-scope.ts'
import type { StreamListener } from '../../observability/stream-event.ts'
import type { CallerIdentification } from '../identify-caller.ts'
import { addressOf } from '../limit-rate.ts'
import { replyError } from '../reply-error.ts'
import { createPlaces } from './count-places.ts'
import { holderOf, tooMany } from './create-stream-desk.ts'
import type { Upgrade, Upgrades } from './hear-upgrades.ts'
import { createSocketProtocol, type ProtocolOptions } from './socket-protocol.ts'

export interface SocketLimits {
  /** Most WebSockets that are open at a time on this replica. */
  maxSockets: number
  /** Most of them of one caller. */
  maxSocketsPerCaller: number
}

export interface SocketsOptions extends Omit<ProtocolOptions, 'identify' | 'takePlace'> {
  limits: SocketLimits
  corsOrigins: readonly string[]
  upgrades: Upgrades
  caller: CallerIdentification
  onDenied: DenialListener
  onEvent: StreamListener
}

export interface Sockets {
  /** Takes upgrades at `/graphql`; other requests go on. */
  accept: RequestHandler
  /** Tells every client to connect anew, elsewhere. Resolves once all are closed, in a second at most. */
  close(): Promise<void>
}

/** A document of the most tokens that are read fits, with its variables. */
const maxPayload = 128_000
/** Sockets of one address whose caller is not known yet: they last as long as the wait for `connection_init`. */
const maxUnknownPerAddress = 100
/** "Service restart": clients connect anew, and find another replica. */
const stopping = [1012, 'The gateway is stopping'] as const
/** How long a client has to answer that a socket is closed. */
const closeTimeout = 1_000

/** WebSockets by graphql-transport-ws. Whether a client may connect is decided here; what it may say, in the protocol. */
export function createSockets(options: SocketsOptions): Sockets {
  const { limits, corsOrigins, upgrades, caller, onDenied, onEvent } = options
  const { maxSockets: total, maxSocketsPerCaller: perHolder } = limits
  const origins = new Set(corsOrigins)
  const open = new Set<WebSocket>()
  const unknown = createPlaces({ total, perHolder: maxUnknownPerAddress })
  const known = createPlaces({ total, perHolder })
  const protocol = createSocketProtocol({
    ...options,
    identify: (headers, address) => caller.identifyBy(headers, address),
    takePlace(principal, address) {
      const place = known.take(holderOf(principal, address))
      if ('release' in place) return place.release
      onDenied(denialOf('rate'))
      throw tooMany('Too many WebSockets of this caller are open. Use one for all subscriptions.')
    },
  })
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload,
    // Memory for each, to save bytes of messages that are short.
    perMessageDeflate: false,
    closeTimeout,
    handleProtocols: protocol.choose,
  } as ConstructorParameters<typeof WebSocketServer>[0])
  let isClosing = false

  /** @throws GatewayError */
  const admit = (request: Request): void => {
    if (isClosing)
      throw new GatewayError('STORE_UNAVAILABLE', 'This gateway is stopping. Connect again.', {
        retryAfter: 1,
      })
    try {
      refuseKeyInUrl(Object.keys(request.query))
    } catch (error) {
      onDenied(denialOf('authentication'))
      throw error
    }
    if (isForeign(request, origins)) {
      onDenied(denialOf('origin'))
      throw new GatewayError(
        'FORBIDDEN',
        'Pages of this origin may not connect. Name it in http.corsOrigins.',
      )
    }
    if (open.size >= total) {
      onDenied(denialOf('rate'))
      throw tooMany(`Too many WebSockets: this gateway has ${total} open. Try again later.`)
    }
  }
  const connect = async (request: Request, response: Response, upgrade: Upgrade): Promise<void> => {
    admit(request)
    const address = addressOf(request)
    // Programs say who they are in a header, as always; browsers cannot, and say it in their first message.
    const { headers } = request
    const isNamed = headers['x-api-key'] !== undefined || headers.authorization !== undefined
    const principal: Principal | null = isNamed ? await caller.identifyBy(headers, address) : null
    const place = unknown.take(address)
    if ('full' in place) {
      onDenied(denialOf('rate'))
      throw tooMany('Too many WebSockets of this address wait to be authenticated.')
    }
    const scope = currentScope()
    const begin = (socket: WebSocket): void => {
      response.detachSocket(request.socket)
      response.statusCode = 101
      if (scope) scope.isStream = true
      open.add(socket)
      onEvent({ type: 'SOCKET_OPENED' })
      socket.once('close', () => {
        open.delete(socket)
        place.release()
        onEvent({ type: 'SOCKET_CLOSED' })
      })
      const named: { principal: Principal; headers: Headers } | null = principal && { principal, headers }
      protocol.begin({ socket, address, named, scope, onKnown: place.release })
      if (isClosing) void protocol.end(socket, ...stopping)
    }
    request.socket.once('close', place.release)
    server.handleUpgrade(request, upgrade.socket, upgrade.head, begin)
  }
  server.on('wsClientError', (_error, _socket, request) => {
    const { res: response } = request as Request
    if (response)
      replyError(response, new GatewayError('BAD_USER_INPUT', 'This is no WebSocket handshake.'), 400)
  })

  return {
    accept(request, response, next) {
      const upgrade = upgrades.of(request)
      if (!upgrade || request.path !== '/') {
        next()
        return
      }
      connect(request, response, upgrade).catch((error: unknown) => {
        if (error instanceof GatewayError) replyError(response, error, statuses[error.code])
        else next(error)
      })
    },
    async close() {
      isClosing = true
      await Promise.all([...open].map((socket) => protocol.end(socket, ...stopping)))
    },
  }
}

const statuses: Partial<Record<GatewayError['code'], number>> = { FORBIDDEN: 403, RATE_LIMITED: 429 }

/** Browsers let any page open a WebSocket anywhere, and say which page it is. Programs say nothing, or what they like. */
function isForeign({ headers }: Request, origins: ReadonlySet<string>): boolean {
  const { origin, host } = headers
  if (origin === undefined || origins.has(origin)) return false
  return !URL.canParse(origin) || new URL(origin).host !== host
}
