import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'

/** Milliseconds; each counts from the one before, `graceMs` from the beginning. */
export interface DrainTimes {
  /** How long connections are still accepted, so that load balancers see `/readyz` before they are refused. */
  listenOnMs: number
  /** How long connections without a request stay open then: one may be on its way. */
  idleMs: number
  /** When everything that is left is ended. */
  graceMs: number
}

export interface Drain {
  /** Told to end: every reply closes its connection. */
  readonly draining: boolean
  /** Ends the server without resetting a request. @returns how many requests were cut off at the end of the grace */
  close(times: DrainTimes): Promise<number>
}

const sweepMs = 50
const maxTurns = 500

/**
 * Ends an HTTP server so that whoever sent a request before hears its answer. Node's own `close` destroys idle connections
 * at once, and with them each request that a client has just written to one; so here replies say `connection: close`
 * first, which uses up the connections that are in use, and only those that stay quiet are closed from this end.
 */
export function createDrain(server: Server): Drain {
  /** Connection → how many bytes it had read when nothing was under way on it; null while something is. */
  const connections = new Map<Socket, number | null>()
  const underWay = new Set<ServerResponse>()
  let accepted = 0
  let closing: Promise<number> | null = null

  /** One function for all responses: it is heard for each. */
  function onClose(this: ServerResponse): void {
    underWay.delete(this)
    const { socket } = this.req
    if (connections.has(socket)) connections.set(socket, socket.bytesRead)
  }

  server.on('connection', (socket: Socket) => {
    accepted++
    connections.set(socket, 0)
    socket.once('close', () => connections.delete(socket))
  })
  // Before the application's own listener, which may answer at once.
  server.prependListener('request', ({ socket }, response) => {
    if (closing) response.shouldKeepAlive = false
    underWay.add(response)
    connections.set(socket, null)
    response.on('close', onClose)
  })

  /** Lets the event loop take what the kernel has already: it accepts one connection a turn, and reads in the next. */
  const settle = async (): Promise<void> => {
    let before = -1
    // Under a flood of connections that never ends, so many is all that can be done.
    for (let turn = 0; turn < maxTurns && before !== accepted; turn++) {
      before = accepted
      await nextTurn()
    }
  }
  const endQuietOnes = async (): Promise<void> => {
    await settle()
    for (const [socket, bytesRead] of connections) if (socket.bytesRead === bytesRead) socket.destroy()
  }

  const run = async ({ listenOnMs, idleMs, graceMs }: DrainTimes): Promise<number> => {
    if (!server.listening) return 0
    for (const response of underWay) response.shouldKeepAlive = false
    const endAt = performance.now() + graceMs
    await delay(Math.min(listenOnMs, graceMs))
    await settle()
    let open = true
    // Not the HTTP server's own `close`, for what it does to idle connections.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
    void closed.then(() => (open = false))
    const endQuietAt = Math.min(performance.now() + idleMs, endAt)
    const isOver = (): boolean => !open || performance.now() >= endAt
    while (!isOver()) {
      if (performance.now() >= endQuietAt) await endQuietOnes()
      await Promise.race([closed, delay(sweepMs)])
    }
    const cutOff = underWay.size
    for (const socket of connections.keys()) socket.destroy()
    await closed
    return cutOff
  }

  return {
    get draining() {
      return closing !== null
    },
    close: (times) => (closing ??= run(times)),
  }
}
