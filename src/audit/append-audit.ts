import type { Transaction } from 'kysely'
import { statementWithin } from '../store/statement.ts'
import type { Tables } from '../store/tables.ts'
import { auditClauses, auditParameters } from './audit-clauses.ts'
import type { AuditEntry } from './audit-trail.ts'

const append = { text: `with ${auditClauses(1)} select` }

/**
 * Puts entries down, in their order, in one statement of the transaction given: they are there if what they tell of is.
 *
 * @throws TypeError for values that are neither a person's nor a write's
 */
export async function appendAudit(
  transaction: Transaction<Tables>,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return
  await statementWithin(append, auditParameters(entries)).execute(transaction)
}
