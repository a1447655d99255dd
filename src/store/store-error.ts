import { GatewayError } from '../errors/gateway-error.ts'
import { codeOf } from './error-code.ts'

/** PostgreSQL's code of an error (SQLSTATE), or null when the database did not answer at all. */
export function sqlStateOf(error: unknown): string | null {
  const code = codeOf(error)
  // Node's own codes (ECONNREFUSED, EPIPE) are longer, or have no digit.
  return /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code) ? code : null
}

/** Connection lost or refused, log-in refused, no memory or connections left, stopped by timeout or operator, read-only standby. */
const unavailable = /^(?:08|28|53|57|58|3D000|25006|55P03)/

/**
 * What a failed use of the store is to the rest of the gateway. An error that the database itself reports about a
 * statement (a conflict, a fault of ours) stays as it is; everything else means that the store is not there.
 */
export function storeError(error: unknown): unknown {
  if (error instanceof GatewayError) return error
  const state = sqlStateOf(error)
  if (state !== null && !unavailable.test(state)) return error
  return storeUnavailable(error)
}

export function storeUnavailable(cause?: unknown): GatewayError {
  const message =
    "The gateway's own store does not answer; try again, and check HEADWATER_STORE_URL if it lasts."
  return new GatewayError('STORE_UNAVAILABLE', message, {}, cause)
}

/** Whether a failure may mean that the database as a whole is gone, and not only that it refused or ended a statement. */
export function mayBeLost(error: unknown): boolean {
  const state = sqlStateOf(error)
  return state === null || /^(?:08|28|53|57P|3D000)/.test(state)
}

/** Whether a probe that failed came to a database that works: it has no connection left, for its others are in use. */
export function isAlive(error: unknown): boolean {
  return sqlStateOf(error)?.startsWith('53') ?? false
}

/** Unique violation, serialisation failure, deadlock: another transaction got in between. */
const conflicts: ReadonlySet<string | null> = new Set(['23505', '40001', '40P01'])

/** Does work again that lost against another transaction; the work looks at the store anew each time. */
export async function retryConflicts<T>(work: () => Promise<T>, attempts = 5): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === attempts || !conflicts.has(sqlStateOf(error))) throw error
    }
  }
}
