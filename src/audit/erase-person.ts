import { sql, type Transaction } from 'kysely'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Database } from '../store/database.ts'
import type { Tables } from '../store/tables.ts'
import { appendAudit } from './append-audit.ts'
import type { EraseBesides, ErasedBesides } from './audit-trail.ts'

export interface ErasureRequest {
  /** Canonical id, or one that once was: its values are found under all of them. */
  customer: string
  /** Who asked, for the entry that tells of it. */
  principal: string
  /** ms since epoch. */
  at: number
}

export interface Erasure {
  destroyed: number
  writes: ErasedBesides
}

/**
 * Makes the values of a customer unreadable for good, in whatever entry, by destroying their keys; who did what and when
 * stays, and so does the chain. What is being written just now is waited for, and included.
 *
 * @param eraseBesides for what of theirs is kept elsewhere in the store
 * @returns how many keys there were, and what `eraseBesides` did
 * @throws GatewayError NOT_FOUND, for a customer of whom there never was a value; STORE_UNAVAILABLE
 */
export async function erasePerson(
  database: Database,
  { customer, principal, at }: ErasureRequest,
  eraseBesides: EraseBesides,
): Promise<Erasure> {
  return database.transaction(async (transaction) => {
    const { rows: persons } = await sql<{ id: string }>`
      with own as (
        select coalesce((select id from alias where entity = 'Customer' and alias = ${customer}), ${customer}) as id
      )
      select id from own
      union select alias from alias, own where entity = 'Customer' and alias.id = own.id`.execute(transaction)
    const ids = persons.map(({ id }) => id)
    const { rows } = await sql<{ destroyed: number }>`
      select destroy_audit_keys(${ids}) as destroyed`.execute(transaction)
    const destroyed = rows[0]?.destroyed ?? 0
    const writes = await eraseBesides(transaction, ids)
    if (
      destroyed === 0 &&
      writes.cleared === 0 &&
      writes.waiting.length === 0 &&
      !(await isKnown(transaction, ids))
    ) {
      const message = `The audit trail has no values of a customer ${customer}. It is asked by canonical id: the API's Customer.id.`
      throw new GatewayError('NOT_FOUND', message)
    }
    const entry = { event: 'audit.erased', at, principal, entity: 'Customer', entityId: customer }
    const unset = { client: null, requestId: null, writeId: null, system: null, fields: null, person: null }
    await appendAudit(transaction, [
      { ...entry, ...unset, facts: { keys: destroyed, changes: writes.cleared } },
    ])
    return { destroyed, writes }
  })
}

/** Whether there ever was a value of theirs. */
async function isKnown(transaction: Transaction<Tables>, persons: readonly string[]): Promise<boolean> {
  const key = await transaction
    .selectFrom('audit_key')
    .select('id')
    .where('person', 'in', persons)
    .limit(1)
    .executeTakeFirst()
  return key !== undefined
}
