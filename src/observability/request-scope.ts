import type { Context } from '@opentelemetry/api'
import { AsyncLocalStorage } from 'node:async_hooks'

/** What belongs to the request being answered and is needed where no request is passed: error replies and their log lines. */
export interface RequestScope {
  requestId: string
  principal: string | null
  operation: string | null
  /** It became a socket, or a stream of events. */
  isStream?: true
  /** Error codes of the reply, for the request's log line. */
  errors: Set<string>
  /** What spans of the request are children of; forwarded to upstreams whether or not traces are kept. */
  trace?: Context
}

const storage = new AsyncLocalStorage<RequestScope>()

export function runInScope<Result>(scope: RequestScope, run: () => Result): Result {
  return storage.run(scope, run)
}

/** undefined outside a request. */
export function currentScope(): RequestScope | undefined {
  return storage.getStore()
}
