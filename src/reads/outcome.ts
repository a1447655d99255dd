import { GatewayError } from '../errors/gateway-error.ts'
import type { HeldOutcome } from '../cache/source-cache.ts'

/** One thing that went wrong, shared by every place that reads null because of it: they are one error. */
export interface Failure {
  /** What was thrown: a GatewayError is shown to the client, anything else is masked. */
  readonly error: unknown
}

export type RecordOutcome = HeldOutcome | { kind: 'failed'; failure: Failure }

export type Outcome<T> = { kind: 'value'; value: T } | { kind: 'failed'; failure: Failure }

export function failureOf(thrown: unknown): Failure {
  return { error: thrown }
}

export function failed(thrown: unknown): { kind: 'failed'; failure: Failure } {
  return { kind: 'failed', failure: failureOf(thrown) }
}

/** Runs a load; what it throws becomes the failure of everything that waits for it. */
export async function outcomeOf<T>(load: () => Promise<T> | T): Promise<Outcome<T>> {
  try {
    return { kind: 'value', value: await load() }
  } catch (error) {
    return failed(error)
  }
}

/** A field or key did not come as agreed, so that nothing is known that hangs on it. `field`: `Customer.balanceDue`. */
export function schemaDrift(system: string, field: string): GatewayError {
  const message = `${system} no longer sends as agreed what ${field} is read from.`
  return new GatewayError('UPSTREAM_SCHEMA_DRIFT', message, { system, field })
}

/**
 * A system that refuses as invalid what the gateway asks by itself (records by their ids) has changed, or never was as
 * declared; the caller did nothing wrong.
 */
export function ownRequestRefused(failure: Failure): Failure {
  const { error } = failure
  if (!(error instanceof GatewayError) || error.code !== 'BAD_USER_INPUT') return failure
  const { system = 'A system' } = error.details
  const message = `${system} refused as invalid what the gateway asked it.`
  return failureOf(new GatewayError('UPSTREAM_SCHEMA_DRIFT', message, { system }, error))
}
