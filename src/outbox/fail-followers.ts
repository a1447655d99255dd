import { sql, type RawBuilder, type Transaction } from 'kysely'
import type { Tables } from '../store/tables.ts'
import { auditSettled } from './audit-settled.ts'
import type { StepReason } from '../writes/write.ts'

const precedingReason: StepReason = {
  code: 'PRECEDING',
  message: 'The step that has to come before this one was not applied.',
}

/**
 * What waits, directly or not, for one of these steps will not be done: it is FAILED. One that is in doubt may have been
 * done before its predecessor was taken back: a person looks.
 *
 * @param stepIds of steps that were not applied, or were taken back
 */
export async function failFollowers(
  transaction: Transaction<Tables>,
  stepIds: readonly string[],
  at: RawBuilder<unknown>,
): Promise<void> {
  if (stepIds.length === 0) return
  const { rows } = await sql<{ id: string }>`with recursive gone as (
      select write_id, ordinal from write_step where id = any(${stepIds}::bigint[])
      union
      select f.write_id, f.ordinal
      from gone join write_step f on f.write_id = gone.write_id and f.after_ordinal = gone.ordinal
      where f.state in ('READY', 'DEAD', 'NEEDS_REVIEW') and f.kind <> 'UNDO'
    )
    update write_step s
    set state = case when s.is_in_doubt then 'NEEDS_REVIEW' else 'FAILED' end, next_attempt_at = null,
      reason = ${JSON.stringify(precedingReason)}::jsonb, at = ${at}
    from gone
    where s.write_id = gone.write_id and s.ordinal = gone.ordinal and s.after_ordinal is not null
      and s.state in ('READY', 'DEAD', 'NEEDS_REVIEW') and s.kind <> 'UNDO'
      and not s.id = any(${stepIds}::bigint[])
    returning s.id`.execute(transaction)
  await auditSettled(
    transaction,
    rows.map(({ id }) => id),
  )
}
