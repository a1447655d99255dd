import type { Principal } from '../auth/principal.ts'
import type { Rights } from '../auth/rights.ts'
import type { Call } from '../datasources/datasource.ts'
import type { Mutation } from '../schema/catalog.ts'
import type { Write } from './write.ts'

/** The one way that anything is changed: validate → permit → route by owner → record → deliver → settle. */
export interface WriteEngine {
  /**
   * Runs one mutation field. Once it is recorded it answers, whatever happens at the systems.
   *
   * @throws GatewayError for what kept it from being recorded: BAD_USER_INPUT, FORBIDDEN, NOT_FOUND, CONFLICT,
   *   IDEMPOTENCY_MISMATCH, UPSTREAM_UNAVAILABLE (a system involved is down and its writes are not queued), STORE_UNAVAILABLE
   */
  run(request: MutationRequest): Promise<WriteAnswer>
}

export interface MutationRequest {
  mutation: Mutation
  /** Coerced. An absent member is not null. */
  args: Readonly<Record<string, unknown>>
  caller: { principal: Principal; rights: Rights }
  /** Of the argument, else of the header. */
  idempotencyKey: string | null
  call: Call
}

/** Of the gateway itself, and of an entity. */
export type GatewayMutation = Extract<Mutation, { kind: 'gateway' }>
export type EntityMutation = Exclude<Mutation, { kind: 'gateway' }>

export interface WriteAnswer {
  write: Write
  userErrors: readonly UserError[]
}

/** What the caller can correct. */
export interface UserError {
  /** As in the table of codes: BAD_USER_INPUT, CONFLICT, NOT_FOUND. */
  code: string
  message: string
  /** Canonical field, e.g. `email`; null: it is about the whole. */
  field: string | null
  system: string | null
  /** For CONFLICT: what the caller wanted, and what the record holds, as JSON; null unless the caller may read it. */
  yours: string | null
  theirs: string | null
}
