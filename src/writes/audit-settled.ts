import { sql, type Transaction } from 'kysely'
import { appendAudit } from '../audit/append-audit.ts'
import type { AuditEntry } from '../audit/audit-trail.ts'
import type { Tables } from '../store/tables.ts'
import { claimedOf, owningColumns, stepColumns, type OwningWrite, type StepRow } from './step-row.ts'
import type { ClaimedStep } from './write-book.ts'

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
    rows.map((row) => entryOf(claimedOf(row, row))),
  )
}

function entryOf({ step, ...write }: ClaimedStep): AuditEntry {
  const { event, principal, client, requestId, writeEntityId, person } = write
  const { kind, action, state, reason, externalId, entity, system, writeId } = step
  return {
    event: `${event}.outcome`,
    at: step.at,
    ...{ principal, client, requestId, writeId, entity, person, system },
    entityId: step.entityId ?? writeEntityId,
    facts: { kind, action, outcome: state, code: reason?.code ?? null, externalId },
    fields: null,
  }
}
