import { GatewayError } from '../../errors/gateway-error.ts'
import type { FailureClass } from '../failures.ts'

/** SQLSTATE (PostgreSQL documentation, appendix A), by its beginning; the first that fits decides. */
const classes: readonly [state: RegExp, FailureClass][] = [
  [/^28/, 'AUTH'],
  [/^42501/, 'FORBIDDEN'],
  // No such database, schema, table, column; or one whose type is not what the config says.
  [/^(?:3D000|3F000|42)/, 'SCHEMA_DRIFT'],
  [/^(?:57014|55P03|25P03)/, 'TIMEOUT'],
  // A value that the column's type cannot hold.
  [/^22/, 'VALIDATION'],
  [/^(?:08|53|57|58|40)/, 'UNAVAILABLE'],
]

/** What a failed query is, and what may be said about it in a log: never SQL, nor values. */
export function classifyFailure(error: unknown): { failure: FailureClass; cause: string } {
  if (error instanceof GatewayError) return { failure: 'UNAVAILABLE', cause: error.code }
  const { code, name, message } = detailsOf(error)
  if (/^[0-9A-Z]{5}$/.test(code) && /\d/.test(code)) {
    const failure = classes.find(([state]) => state.test(code))?.[1] ?? 'BAD_RESPONSE'
    // Undefined table and column: the message names it, and no value.
    return { failure, cause: `SQLSTATE ${code}${/^42(?:P01|703)/.test(code) ? `: ${message}` : ''}` }
  }
  // The driver has no codes for its own time-outs.
  const timedOut = code === 'ETIMEDOUT' || name === 'TimeoutError' || /\btimeout\b/i.test(message)
  return { failure: timedOut ? 'TIMEOUT' : 'UNAVAILABLE', cause: code || 'no connection' }
}

function detailsOf(error: unknown): Record<'code' | 'name' | 'message', string> {
  const given = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>
  const textOf = (name: string) => (typeof given[name] === 'string' ? given[name] : '')
  return { code: textOf('code'), name: textOf('name'), message: textOf('message') }
}
