import type { RequestHandler } from 'express'

/**
 * Several handlers as one, each called by the one before. Express looks at the path and keeps the state of its routing for
 * each handler of its own; here that is paid for once.
 */
export function inTurn(...handlers: readonly RequestHandler[]): RequestHandler {
  return (request, response, next) => {
    let at = 0
    const step = (error?: unknown): void => {
      const handler = error === undefined ? handlers[at++] : undefined
      if (!handler) {
        next(error)
        return
      }
      try {
        const running: unknown = handler(request, response, step)
        if (running instanceof Promise) running.catch(next)
      } catch (thrown) {
        next(thrown)
      }
    }
    step()
  }
}
