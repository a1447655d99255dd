import type { FailureEvidence, FailureRule } from '../failures.ts'
import { findField } from '../find-field.ts'
import { valueAt, type Mapping } from '../mapping.ts'
import { describeNetworkError } from '../transport/network-error.ts'

/** A table that may fail, and how its columns map. Without a name its failures are of no field. */
export interface MappedTable {
  table: string | null
  mapping: Mapping
}

/**
 * By SQLSTATE (PostgreSQL documentation, appendix A) where the server answered, else by the driver's or system's code.
 * Which column a constraint is about is in the error's `column`, or in the constraint's name.
 */
export function postgresFailures(tables: readonly MappedTable[]): readonly FailureRule[] {
  const field = (body: unknown) => fieldOf(tables, body)
  // A statement that the server refused has changed nothing; what ended otherwise may have been committed before.
  const effect = 'NONE'
  return [
    { when: { network: /^(?:08\w{3}|40003|57P0[1245]|58\w{3})$/ }, then: 'UNAVAILABLE', effect: 'UNKNOWN' },
    { when: { network: /^28\w{3}$/ }, then: 'AUTH', effect },
    // No right to it; or a server or a session that only reads.
    { when: { network: /^(?:42501|25006)$/ }, then: 'FORBIDDEN', effect },
    // No such database, schema, table, column; or one whose type is not what the config says.
    { when: { network: /^(?:3D000|3F000|42\w{3})$/ }, then: 'SCHEMA_DRIFT', effect },
    { when: { network: /^(?:57014|55P03|25P03|25P04)$/ }, then: 'TIMEOUT', effect },
    // A value that the column's type cannot hold.
    { when: { network: /^22\w{3}$/ }, then: 'VALIDATION', effect, field },
    // A constraint of the table: unique and exclusion, then the rest, and those of a view.
    { when: { network: /^23(?:505|P01)$/ }, then: 'CONFLICT', effect, field },
    { when: { network: /^(?:23\w{3}|44000)$/ }, then: 'VALIDATION', effect, field },
    // A trigger of the company's own that says no.
    { when: { network: /^P0001$/ }, then: 'VALIDATION', effect, field },
    // Serialisation failures and deadlocks: the same statement may well succeed.
    { when: { network: /^(?:40|53|57)\w{3}$/ }, then: 'UNAVAILABLE', effect },
    { when: { network: /^(?=.*\d)[0-9A-Z]{5}$/ }, then: 'BAD_RESPONSE' },
  ]
}

/**
 * What rules see of a failed query, and what may be said about it in a log: never SQL, nor values. The driver's `detail`
 * and most messages quote them; the names of a table, column and constraint do not.
 */
export function describeFailure(error: unknown): { evidence: FailureEvidence; cause: string } {
  const textOf = (name: string) => {
    const value = valueAt(error, [name])
    return typeof value === 'string' ? value : ''
  }
  const { name, message } =
    error instanceof Error ? error : { name: textOf('name'), message: textOf('message') }
  // The driver has no codes for its own time-outs.
  const network =
    textOf('code') ||
    (name === 'TimeoutError' || /\btimeout\b/i.test(message) ? 'ETIMEDOUT' : 'no connection')
  // Undefined table and column: the message names it, and no value.
  const detail = /^42(?:P01|703)$/.test(network) ? `: ${message}` : ''
  const body = { table: textOf('table'), column: textOf('column'), constraint: textOf('constraint') }
  const isUnsent = describeNetworkError(error).isUnsent || isConnecting(message)
  return { evidence: { status: null, headers: {}, body, network, isUnsent }, cause: network + detail }
}

/** The driver's own words for a connection that it did not get in time. */
function isConnecting(message: string): boolean {
  return /^(?:timeout exceeded when trying to connect|Connection terminated due to connection timeout)$/.test(
    message,
  )
}

function fieldOf(tables: readonly MappedTable[], body: unknown): string | null {
  const [table, column, constraint] = ['table', 'column', 'constraint'].map((name) => valueAt(body, [name]))
  const mappings = tables.filter((one) => one.table === table).map(({ mapping }) => mapping)
  if (typeof column === 'string' && column !== '') return findField(mappings, ([first]) => first === column)
  // As PostgreSQL names them by itself: `guests_email_key`. A name of the company's own says nothing.
  const suffix = /^(?:key|check|fkey|excl|not_null)$/
  return findField(mappings, ([first]) => {
    const start = `${String(table)}_${String(first)}_`
    return (
      typeof constraint === 'string' &&
      constraint.startsWith(start) &&
      suffix.test(constraint.slice(start.length))
    )
  })
}
