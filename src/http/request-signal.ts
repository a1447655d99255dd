import type { ServerResponse } from 'node:http'

/** Aborted when the request's time is up, or its connection closes before the reply is out. */
export function requestSignal(response: ServerResponse, budgetMs: number): AbortSignal {
  const controller = new AbortController()
  const endInTime = (): void => controller.abort(new DOMException('The time is up.', 'TimeoutError'))
  // One timer of our own: AbortSignal.any and AbortSignal.timeout cost ten times as much.
  const timer = setTimeout(endInTime, budgetMs)
  response.on('close', () => {
    clearTimeout(timer)
    if (!response.writableFinished) controller.abort()
  })
  return controller.signal
}
