import { sql, type Transaction } from 'kysely'
import { appendAudit } from '../audit/append-audit.ts'
import type { AuditEntry } from '../audit/audit-trail.ts'
import type { Database } from '../store/database.ts'
import { retryConflicts } from '../store/store-error.ts'
import type { Tables } from '../store/tables.ts'
import { confirmedReason } from '../writes/confirmed.ts'
import { failFollowers } from './fail-followers.ts'
import { findWriteWithin } from './find-write.ts'
import type { StoreClock } from './store-clock.ts'
import type { ConfirmRequest, RetryRequest } from '../writes/write-book.ts'
import type { StepReason, Write } from '../writes/write.ts'

/**
 * See `WriteBook.retry`. Where nobody could tell whether a step was applied, whoever retries it has found that it was
 * not: it is no longer in doubt, and what was to be done at once or never is done now, as they want it. A step whose processes
 * ended is looked up all the same. What had to come first and did not leaves nothing to try: confirm it, or cancel it.
 */
export function retryWrite(
  database: Database,
  clock: StoreClock,
  writeId: string,
  { values = {}, audit }: RetryRequest,
): Promise<Write | null> {
  return decide(database, writeId, audit, async (transaction) => {
    const at = clock.now()
    const edited = JSON.stringify(values)
    const { rows } =
      await sql`update write_step s set state = 'READY', next_attempt_at = ${at}, crashes = 0, reason = null, at = ${at},
        is_in_doubt = is_in_doubt and not (state = 'NEEDS_REVIEW' and coalesce(reason->>'code', '') = 'UNVERIFIED'),
        not_after = case when when_down = 'REJECT' then null else not_after end,
        new_values = coalesce(${edited}::jsonb -> system, new_values)
      where write_id = ${writeId} and state in ('READY', 'DEAD', 'NEEDS_REVIEW')
        and not exists (
          select from write_step p
          where p.write_id = s.write_id and p.ordinal = s.after_ordinal
            and p.state in ('REJECTED', 'FAILED', 'COMPENSATED')
        )
      returning id`.execute(transaction)
    return rows.length
  })
}

/** See `WriteBook.cancel`. */
export function cancelWrite(
  database: Database,
  clock: StoreClock,
  writeId: string,
  audit: AuditEntry,
): Promise<Write | null> {
  return decide(database, writeId, audit, async (transaction) => {
    const at = clock.now()
    const { rows } = await sql<{ id: string }>`update write_step
      set state = 'FAILED', next_attempt_at = null, at = ${at},
        reason = case when is_in_doubt then ${JSON.stringify(cancelledInDoubt)}::jsonb
          else ${JSON.stringify(cancelled)}::jsonb end
      where write_id = ${writeId} and state in ('READY', 'DEAD', 'NEEDS_REVIEW')
      returning id`.execute(transaction)
    await failFollowers(
      transaction,
      rows.map(({ id }) => id),
      at,
    )
    return rows.length
  })
}

/** See `WriteBook.confirm`. What had to come first no longer matters; what an UNDO takes back does. */
export function confirmWrite(
  database: Database,
  clock: StoreClock,
  writeId: string,
  { system, externalId, audit }: ConfirmRequest,
): Promise<Write | null> {
  return decide(database, writeId, audit, async (transaction) => {
    const at = clock.now()
    // In doubt, so that it does not expire before it is settled.
    const { rows } = await sql`update write_step set state = 'READY', next_attempt_at = ${at}, crashes = 0,
        is_in_doubt = true, reason = ${JSON.stringify(confirmedReason)}::jsonb, at = ${at},
        external_id = coalesce(${externalId}, external_id),
        after_ordinal = case when kind = 'UNDO' then after_ordinal end
      where id = (
        select id from write_step
        where write_id = ${writeId} and system = ${system} and state = 'NEEDS_REVIEW' order by ordinal limit 1
      )
      returning id`.execute(transaction)
    return rows.length
  })
}

const cancelled: StepReason = { code: 'CANCELLED', message: 'Cancelled before it was applied.' }
const cancelledInDoubt: StepReason = {
  code: 'CANCELLED',
  message: 'Cancelled; whether an earlier attempt was applied was not known.',
}

/**
 * What a person decides about a write, with its audit entry where it changes anything; null: there is no such write.
 *
 * @param change gives how many steps it changed
 */
function decide(
  database: Database,
  writeId: string,
  audit: AuditEntry,
  change: (transaction: Transaction<Tables>) => Promise<number>,
): Promise<Write | null> {
  return retryConflicts(() =>
    database.transaction(async (transaction) => {
      if ((await findWriteWithin(transaction, writeId)) === null) return null
      if ((await change(transaction)) > 0) await appendAudit(transaction, [audit])
      return findWriteWithin(transaction, writeId)
    }),
  )
}
