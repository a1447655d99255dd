import { ServerResponse, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** A connection whose client wants to speak another protocol on it. */
export interface Upgrade {
  socket: Duplex
  /** What came behind the request already. */
  head: Buffer
}

export interface Upgrades {
  /** Null for an ordinary request. */
  of(request: IncomingMessage): Upgrade | null
}

/** Only of WebSockets Node makes an upgrade; a request that offers another protocol is answered as if it did not. */
export const shouldUpgradeCallback = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket'

/**
 * Sends upgrades through the application like every request: what refuses requests refuses them, with the same reply.
 * Whoever takes one detaches the response from the socket.
 */
export function hearUpgrades(server: Server, app: RequestListener): Upgrades {
  const upgrades = new WeakMap<IncomingMessage, Upgrade>()
  // A duplex by its type, for it may be TLS; here it is always a connection of this server.
  server.on('upgrade', (request, socket, head) => {
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(request.socket)
    upgrades.set(request, { socket, head })
    socket.on('error', () => socket.destroy())
    // Node does both for requests of its own.
    response.once('finish', () => request.socket.destroySoon())
    socket.once('close', () => response.emit('close'))
    app(request, response)
  })
  return { of: (request) => upgrades.get(request) ?? null }
}
