import type { Call } from '../../../../src/datasources/call.ts'
import { RefusedHereError, upstreamError, type FailureClass } from '../../../../src/datasources/failures.ts'
import type { Operation, UpstreamRequest } from '../../../../src/datasources/transport/upstream-request.ts'
import type { Untold, UpstreamEvent } from '../../../../src/observability/upstream-event.ts'

export const upstream = { system: 'CRM', vendor: 'Invented 1.0' }

export const read: Operation = { operation: 'readContacts', effect: 'READ' }
export const write: Operation = { operation: 'writeContact', effect: 'WRITE' }

export const get: UpstreamRequest = { ...read, method: 'GET', path: '/contacts' }
export const put: UpstreamRequest = { ...write, method: 'PUT', path: '/contacts', body: '{}' }

export function openCall(given: Partial<Call> = {}): Call {
  return { signal: new AbortController().signal, requestId: 'request-1', ...given }
}

/** As the budget of a request: it ends after so long. */
export function budgetedCall(ms: number): Call {
  return openCall({ signal: AbortSignal.timeout(ms), deadlineAt: performance.now() + ms })
}

export function failing(failure: FailureClass, details: Parameters<typeof upstreamError>[2] = {}) {
  return async (): Promise<never> => {
    throw upstreamError(upstream, failure, details)
  }
}

export const refusedHere = async (): Promise<never> => {
  throw new RefusedHereError(upstream, 'UNAVAILABLE')
}

/** What a mechanism told, in order. */
export function collectEvents() {
  const events: Untold<UpstreamEvent>[] = []
  return { events, tell: (event: Untold<UpstreamEvent>) => void events.push(event) }
}

/** The code of the error that it ends with, or `OK`. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'OK'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

/** Lets everything that is ready go on. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
