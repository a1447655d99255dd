import { buildASTSchema, GraphQLError, parse, type ExecutionResult } from 'graphql'
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws'
import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import type { Authenticate, Headers, Principal } from '../../auth/principal.ts'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { DenialListener } from '../../observability/denial-event.ts'
import type { Logger } from '../../observability/logger.ts'
import { currentScope, runInScope, type RequestScope } from '../../observability/request-scope.ts'
import type { StreamDesk } from './create-stream-desk.ts'
import type { Release } from './count-places.ts'
import type { OpenedSubscription } from './open-subscription.ts'
import { keepAlive } from './keep-alive.ts'
import { readInitHeaders } from './read-init-headers.ts'
import { watchCredential } from './watch-credential.ts'

/** Milliseconds. */
export interface SocketTimes {
  /** So long a client may take to say who it is. */
  initMs: number
  /** Between two pings; who has not answered one by the next is gone. */
  pingEveryMs: number
  /** Between two looks whether a credential is still good. */
  credentialEveryMs: number
}

export interface ProtocolOptions {
  desk: StreamDesk
  authenticate: Authenticate
  /** The same, counting what fails. */
  identify: (headers: Headers, address: string) => Promise<Principal>
  /** @throws GatewayError RATE_LIMITED */
  takePlace: (principal: Principal, address: string) => Release
  /** Counts a request. @throws GatewayError RATE_LIMITED */
  countRequest: (principal: Principal, address: string) => Promise<void>
  onDenied: DenialListener
  logger: Pick<Logger, 'unknownError'>
  times: SocketTimes
}

export interface Connection {
  socket: WebSocket
  /** As far as limits go. */
  address: string
  /** Who connected, where the handshake said so. */
  named: { principal: Principal; headers: Headers } | null
  /** Of the handshake. */
  scope: RequestScope | undefined
  /** Told once it is known who it is. */
  onKnown: () => void
}

export interface SocketProtocol {
  choose: typeof handleProtocols
  begin(connection: Connection): void
  /** Resolves once it is closed. */
  end(socket: WebSocket, code: number, reason: string): Promise<void>
}

/** The connection of graphql-ws's context; once it is acknowledged there is a principal. */
interface Extra extends Connection {
  principal: Principal | null
  onClose: (() => void)[]
}

/** Beyond it a client does not read what it asks for. */
const maxBufferedBytes = 1_000_000
/** A minute, of whatever kind: pings too. */
const maxMessages = 3_000

type Open = Extract<OpenedSubscription, { kind: 'open' }>

/** graphql-transport-ws over a socket. Only subscriptions are answered. Each message has a scope, and so its request id. */
export function createSocketProtocol(options: ProtocolOptions): SocketProtocol {
  const { desk, identify, takePlace, countRequest, authenticate, onDenied, logger, times } = options

  // For graphql-ws, which would execute what it subscribes to: here it is open already, and handed through.
  const document = parse('subscription { _ }')
  const schema = buildASTSchema(parse('type Subscription { _: ID }'), { assumeValid: true })

  const server = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: times.initMs,
    async onConnect({ extra, connectionParams }) {
      const { named, address, socket, scope, onClose, onKnown } = extra
      const headers = readInitHeaders(connectionParams, named?.headers ?? null)
      const principal = named?.principal ?? (await identify(headers, address))
      if (socket.readyState !== WebSocket.OPEN) return false
      onClose.push(takePlace(principal, address))
      onKnown()
      extra.principal = principal
      if (scope) scope.principal = principal.id
      const watch = { authenticate, everyMs: times.credentialEveryMs, onDenied }
      // 4403, for clients try again then, with the credential that they have by now; a bad one at first is 4401.
      const refuse = (): void => void end(socket, CloseCode.Forbidden, 'The credential is no longer good')
      onClose.push(watchCredential(watch, headers, refuse))
      return true
    },
    async onSubscribe({ extra }, _id, payload) {
      const { principal, address } = extra
      if (!principal) throw new Error('subscribed before it was known who it is')
      try {
        await countRequest(principal, address)
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error
        return [new GraphQLError(error.message, { originalError: error })]
      }
      const opened = await desk.open(payload, { principal, address, transport: 'ws' })
      if (opened.kind === 'refused') return opened.errors
      return { schema, document, contextValue: opened }
    },
    // Results are as clients may see them by now, errors included, which its types do not expect.
    subscribe: ({ contextValue }) =>
      (contextValue as Open).results as AsyncGenerator<ExecutionResult, void, void>,
    onNext: (_context, _id, _payload, _args, result) => result,
    onError: (_context, _id, _payload, errors) => desk.formatErrors(errors),
  })

  const end: SocketProtocol['end'] = (socket, code, reason) =>
    new Promise((resolve) => {
      if (socket.readyState === WebSocket.CLOSED) {
        resolve()
        return
      }
      socket.once('close', () => resolve())
      socket.close(code, reason)
    })

  const fail = (socket: WebSocket, error: unknown): void => {
    if (error instanceof GatewayError) {
      void end(socket, closeCodes[error.code] ?? CloseCode.InternalServerError, shorten(error.message))
      return
    }
    const errorId = randomUUID()
    logger.unknownError({ error, errorId, requestId: currentScope()?.requestId })
    void end(socket, CloseCode.InternalServerError, `The gateway failed: error id ${errorId}`)
  }

  return {
    choose: handleProtocols,
    end,
    begin(connection) {
      const { socket, scope } = connection
      const extra: Extra = { ...connection, principal: null, onClose: [] }
      const count = countMessages()
      let messages = 0
      const hear = (data: string, take: (data: string) => Promise<void>): void => {
        const requestId = `${scope?.requestId ?? randomUUID()}:${++messages}`
        const { trace } = scope ?? {}
        const principal = extra.principal?.id ?? null
        const own: RequestScope = {
          requestId,
          principal,
          operation: null,
          errors: new Set(),
          ...(trace && { trace }),
        }
        runInScope(own, () => void take(data).catch((error: unknown) => fail(socket, error)))
      }
      const isFlood = (): boolean => {
        if (socket.bufferedAmount <= maxBufferedBytes && count() <= maxMessages) return false
        socket.terminate()
        return true
      }
      const closed = server.opened(
        {
          protocol: socket.protocol,
          send: (data) => send(socket, data),
          close: (code, reason) => void end(socket, code ?? CloseCode.InternalServerError, reason ?? ''),
          onMessage(take) {
            socket.on('message', (data: Buffer) => {
              if (socket.readyState !== WebSocket.OPEN || isFlood()) return
              hear(data.toString('utf8'), take)
            })
          },
        },
        extra,
      )
      socket.on('ping', () => void isFlood())
      // What a client does wrong (a frame that is none, a message too large) closes its socket, and is no failure of ours.
      socket.on('error', () => undefined)
      const stopPinging = keepAlive(socket, times.pingEveryMs)
      socket.once('close', (code, reason) => {
        stopPinging()
        for (const release of extra.onClose) release()
        closed(code, reason.toString('utf8')).catch((error: unknown) => fail(socket, error))
      })
    },
  }
}

const closeCodes: Partial<Record<GatewayError['code'], number>> = {
  // Clients do not try again with the same: graphql-ws's own takes it for final.
  UNAUTHENTICATED: CloseCode.Unauthorized,
  BAD_USER_INPUT: CloseCode.BadRequest,
  // "Try again later".
  RATE_LIMITED: 1013,
  STORE_UNAVAILABLE: 1013,
  UPSTREAM_UNAVAILABLE: 1013,
}

/** A socket is closed with 123 bytes of reason at most. */
function shorten(reason: string): string {
  const bytes = Buffer.from(reason)
  return bytes.length <= 123
    ? reason
    : `${bytes
        .subarray(0, 118)
        .toString('utf8')
        .replace(/\uFFFD$/, '')}…`
}

/** Resolves once it is on its way: whoever waits sends no faster than the client reads. */
function send(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(data, () => resolve())
    else resolve()
  })
}

/** Gives how many there were in the current minute, with this one. */
function countMessages(): () => number {
  let endsAt = 0
  let count = 0
  return () => {
    const at = performance.now()
    if (at >= endsAt) {
      endsAt = at + 60_000
      count = 0
    }
    return ++count
  }
}
