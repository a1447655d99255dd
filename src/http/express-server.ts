import type { Express } from 'express'
import { createServer, IncomingMessage, ServerResponse, type Server, type ServerOptions } from 'node:http'
import { takeHeaders } from './late-headers.ts'

/**
 * A server whose requests and responses are Express's from the beginning. Express gives each its prototype when it comes, and
 * an object whose prototype changes is slow from then on. `isBehindProxy`: addresses are what proxies say.
 */
export function createExpressServer(
  app: Express,
  { isBehindProxy, ...options }: ServerOptions & { isBehindProxy: boolean },
): Server {
  class ExpressRequest extends IncomingMessage {}
  class ExpressResponse extends ServerResponse {
    lateHeaders: string[] | undefined = undefined

    /** Node comes by here with every reply's head, whoever began it. */
    override writeHead(status: number, ...given: unknown[]): this {
      const late = takeHeaders(this, { others: given.length > 0 })
      return super.writeHead(status, ...((late ? [late] : given) as []))
    }
  }
  Object.setPrototypeOf(ExpressRequest.prototype, app.request)
  Object.setPrototypeOf(ExpressResponse.prototype, app.response)
  app.request = ExpressRequest.prototype as unknown as typeof app.request
  app.response = ExpressResponse.prototype as unknown as typeof app.response
  if (!isBehindProxy)
    Object.defineProperty(app.request, 'ip', {
      configurable: true,
      // Express's own would look for proxies anew each time that it is asked.
      get(this: IncomingMessage) {
        return this.socket.remoteAddress
      },
    })
  return createServer(
    { ...options, IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse } as ServerOptions,
    app,
  )
}
