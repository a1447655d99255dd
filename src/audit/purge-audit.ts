import { sql, type Transaction } from 'kysely'
import type { Database } from '../store/database.ts'
import type { Tables } from '../store/tables.ts'
import { appendAudit } from './append-audit.ts'
import type { AuditEntry } from './audit-trail.ts'

/** How many entries a transaction removes. */
const batchSize = 500

/** The store itself refuses less. */
export const shortestRetentionMs = 31 * 86_400_000

/**
 * Removes the oldest entries, up to the first that is younger than `before` (ms since epoch): the chain then begins with
 * the hash of the last one removed. Entries of the trail tell of it.
 *
 * @returns how many
 * @throws GatewayError STORE_UNAVAILABLE
 */
export async function purgeAudit(database: Database, before: number, now: number): Promise<number> {
  for (let purged = 0; ;) {
    const inBatch = await database.transaction((transaction) => purgeBatch(transaction, before, now))
    purged += inBatch
    if (inBatch < batchSize) return purged
  }
}

async function purgeBatch(transaction: Transaction<Tables>, before: number, now: number): Promise<number> {
  const { rows } = await sql<{ purged: number }>`
    select purge_audit_entries(${new Date(before)}, ${batchSize}) as purged`.execute(transaction)
  const purged = rows[0]?.purged ?? 0
  if (purged > 0) await appendAudit(transaction, [entryOf(purged, before, now)])
  return purged
}

function entryOf(entries: number, before: number, at: number): AuditEntry {
  const unset = { client: null, requestId: null, writeId: null, entity: null, entityId: null, system: null }
  const facts = { entries, before: new Date(before).toISOString() }
  return { event: 'audit.purged', at, principal: 'headwater', ...unset, facts, fields: null, person: null }
}
