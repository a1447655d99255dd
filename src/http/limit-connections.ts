import type { Server, ServerOptions, ServerResponse } from 'node:http'

/** Milliseconds that a client may take. */
export interface ConnectionTimes {
  headersMs: number
  /** For the whole request, its body too. */
  requestMs: number
  /** Without a byte of the reply taken. */
  stalledReplyMs: number
  /** A connection without a request. */
  keepAliveMs: number
}

/** Load balancers keep connections for 60 s: were it less here, they would send requests into a closing one. */
export const connectionTimes: ConnectionTimes = {
  headersMs: 10_000,
  requestMs: 30_000,
  stalledReplyMs: 30_000,
  keepAliveMs: 65_000,
}

/** What Node limits by itself. */
export function serverOptions({ headersMs, requestMs, keepAliveMs }: ConnectionTimes): ServerOptions {
  return {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    // How exactly the first two are kept; Node's own 30 s would let headers take 40.
    connectionsCheckingInterval: Math.min(1_000, headersMs),
  }
}

/**
 * Destroys the connection of a client that does not take its reply. The time runs while a reply goes out, not while it is
 * worked out; Node starts each wait for the next request with a time of its own.
 */
export function endStalledReplies(server: Server, { stalledReplyMs }: ConnectionTimes): void {
  function watch(this: ServerResponse): void {
    this.req.socket.setTimeout(stalledReplyMs)
  }
  /** Nearly all replies are handed over by now, and there is nothing to watch. */
  function watchRest(this: ServerResponse): void {
    if (this.req.socket.writableLength > 0) watch.call(this)
  }
  server.prependListener('request', (_request, response: ServerResponse) => {
    response.on('prefinish', watchRest)
    response.on('pipe', watch)
  })
}
