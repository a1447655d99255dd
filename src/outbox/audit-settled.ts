import { sql, type Transaction } from 'kysely'
import { appendAudit } from '../audit/append-audit.ts'
import type { Tables } from '../store/tables.ts'
import { outcomeEntry } from '../writes/audit-writes.ts'
import { claimedOf, owningColumns, stepColumns, type OwningWrite, type StepRow } from './step-row.ts'

/** What became of steps that nobody delivered: they expired, or what they waited for was not applied. */
export async function auditSettled(
  transaction: Transaction<Tables>,
  stepIds: readonly string[],
): Promise<void> {
  if (stepIds.length === 0) return
  const { rows } = await sql<StepRow & OwningWrite>`select ${stepColumns}, ${owningColumns}
    from write_step s join write w on w.id = s.write_id
    where s.id = any(${[...stepIds]}::bigint[]) order by s.id`.execute(transaction)
  await appendAudit(
    transaction,
    rows.map((row) => {
      const claimed = claimedOf(row, row)
      return outcomeEntry(claimed, claimed.step)
    }),
  )
}
