import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'

/** Milliseconds; each counts from the one before, `graceMs` from the beginning. */
export interface DrainTimes {
  /** How long connections are still accepted, so that load balancers see `/readyz` before they are refused. */
  listenOnMs: number
  /** How long no request has to come then before connections without one are ended: one may be on its way. */
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

interface Connection {
  /** Requests that are not answered: a client may send the next before it has heard of the first. */
  underWay: number
  /** The reply to the last of them: the one after which the connection is closed. */
  last: ServerResponse | null
  /** Of the connection, when a request on it was last answered. */
  bytesRead: number
}

const sweepMs = 50
const maxTurns = 500
/** A turn of the event loop that takes longer did work meanwhile, in which connections may have come. */
const shortTurnMs = 0.3

/**
 * Ends an HTTP server so that whoever sent a request before hears its answer. Node's own `close` destroys idle connections
 * at once, and with them each request that a client has just written to one; so here replies say `connection: close`
 * first, which uses up the connections that are in use. What is left is closed from this end when nobody asks any more: a proxy
 * that has requests uses up its kept connections one by one, and may pick the very one that is being closed.
 */
export function createDrain(server: Server): Drain {
  // No set of what is under way: what every request goes in and out of is made anew each few requests, and V8 keeps a pointer from
  // each such table to the next; an old one would keep all of them, and requests in them, until it collects the whole heap.
  const connections = new Map<Socket, Connection>()
  let accepted = 0
  let lastRequestAt = Number.NEGATIVE_INFINITY
  let closing: Promise<number> | null = null

  /** One function for all responses: it is heard for each. */
  function onClose(this: ServerResponse): void {
    const { socket } = this.req
    const connection = connections.get(socket)
    if (!connection) return
    connection.underWay--
    if (connection.last === this) connection.last = null
    connection.bytesRead = socket.bytesRead
  }

  server.on('connection', (socket: Socket) => {
    accepted++
    connections.set(socket, { underWay: 0, last: null, bytesRead: 0 })
    socket.once('close', () => connections.delete(socket))
  })
  // Before the application's own listener, which may answer at once.
  server.prependListener('request', ({ socket }, response) => {
    if (closing) response.shouldKeepAlive = false
    lastRequestAt = performance.now()
    const connection = connections.get(socket)
    if (!connection) return
    connection.underWay++
    connection.last = response
    response.on('close', onClose)
  })

  /**
   * Lets the event loop take what the kernel has already: it accepts one connection a turn, and reads in the next. What the
   * kernel gets between the last turn and what follows is reset; that cannot be helped from here, but it can be short.
   */
  const settle = async (): Promise<void> => {
    // Under a flood of connections that never ends, so many is all that can be done.
    for (let turn = 0; turn < maxTurns; turn++) {
      const before = accepted
      const beganAt = performance.now()
      await nextTurn()
      if (accepted === before && performance.now() - beganAt < shortTurnMs) return
    }
  }
  const endQuietOnes = async (): Promise<void> => {
    await settle()
    for (const [socket, { underWay, bytesRead }] of connections)
      if (underWay === 0 && socket.bytesRead === bytesRead) socket.destroy()
  }

  const run = async ({ listenOnMs, idleMs, graceMs }: DrainTimes): Promise<number> => {
    if (!server.listening) return 0
    for (const { last } of connections.values()) if (last) last.shouldKeepAlive = false
    const endAt = performance.now() + graceMs
    await delay(Math.min(listenOnMs, graceMs))
    await settle()
    let open = true
    // Not the HTTP server's own `close`, for what it does to idle connections.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
    void closed.then(() => (open = false))
    const closedAt = performance.now()
    const isQuiet = (): boolean => performance.now() >= Math.max(closedAt, lastRequestAt) + idleMs
    const isOver = (): boolean => !open || performance.now() >= endAt
    while (!isOver()) {
      if (isQuiet()) await endQuietOnes()
      await Promise.race([closed, delay(sweepMs)])
    }
    let cutOff = 0
    for (const [socket, { underWay }] of connections) {
      cutOff += underWay
      socket.destroy()
    }
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
