import type { Transaction } from 'kysely'
import type { Tables } from '../store/tables.ts'

/** Erases the values of persons that are kept besides the trail, within the transaction of whoever erases those of the trail. */
export type EraseBesides = (
  transaction: Transaction<Tables>,
  persons: readonly string[],
) => Promise<ErasedBesides>

export interface ErasedBesides {
  /** Settled changes whose values are gone. */
  cleared: number
  /** Ids of writes of theirs that wait, and keep their values. */
  waiting: readonly string[]
}

/**
 * What was done, by whom, and what came of it: append-only. Personal values are encrypted under a key of the person they
 * are about, which can be destroyed; the chain of hashes is over what is stored, so it stays whole then.
 */
export interface AuditEntry {
  /** What the SDL calls it, e.g. `customer.updated`; for outcomes `<that>.outcome`; `denied`; `write.retried`. */
  event: string
  /** ms since epoch. */
  at: number
  /** Null: it was not known who asked (denials alone). */
  principal: string | null
  /** Through which client: name of the key, or the token's client id; null: not known. */
  client: string | null
  /** Null: no request of a client's. */
  requestId: string | null
  writeId: string | null
  entity: string | null
  entityId: string | null
  system: string | null
  /** Outcome, code, vendor request id: what is nobody's personal data. */
  facts: Readonly<Record<string, unknown>>
  /** Values before and after by canonical field: encrypted under the person's key. */
  fields: Readonly<Record<string, { before: unknown; after: unknown }>> | null
  /**
   * Canonical id of the customer whom the values are about: who can be forgotten. Null: nobody, or not known yet; such
   * values become the person's of the first later entry of the same write that has one.
   */
  person: string | null
}
