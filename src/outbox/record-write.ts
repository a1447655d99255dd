import { sql, type Transaction } from 'kysely'
import { appendAudit } from '../audit/append-audit.ts'
import type { Database } from '../store/database.ts'
import { retryConflicts } from '../store/store-error.ts'
import type { Tables } from '../store/tables.ts'
import { insertSteps } from './insert-steps.ts'
import { claimedOf, inMs, stepColumns, stepOf, type StepRow } from './step-row.ts'
import { intervalOf, type StoreClock } from './store-clock.ts'
import type { NewWrite, Recorded } from '../writes/write-book.ts'

/**
 * Begin, one statement, the audit's own, commit. Of two that would both be the head of one line, the second meets the
 * index of what runs, and tries again behind the first; of two with one key, the second waits for the first's commit.
 *
 * @param keyLifeMs how long a client's key is known
 */
export async function recordWrite(
  database: Database,
  clock: StoreClock,
  keyLifeMs: number,
  write: NewWrite,
): Promise<Recorded> {
  return retryConflicts(() =>
    database.transaction(async (transaction) => {
      for (;;) {
        const rows = await insertWrite(transaction, clock, keyLifeMs, write)
        const first = rows[0]
        if (first) {
          await appendAudit(transaction, [write.audit])
          return recordedOf(write, first.created_ms, rows)
        }
        const earlier = await findEarlier(transaction, write)
        // Gone: it expired, and was purged, between the two statements.
        if (earlier) return earlier
      }
    }),
  )
}

/** A row for each step, or one without a step where there is none; no row when the key was there already. */
type RecordedRow = { created_ms: number } & (StepRow | { id: null })

async function insertWrite(
  transaction: Transaction<Tables>,
  clock: StoreClock,
  keyLifeMs: number,
  write: NewWrite,
): Promise<readonly RecordedRow[]> {
  const { id, mutation, event, principal, client, requestId, idempotency, steps } = write
  const at = clock.now()
  const key = idempotency
    ? sql`insert into idempotency (principal, key, mutation, fingerprint, write_id, expires_at)
        values (${principal}, ${idempotency.key}, ${mutation}, ${idempotency.fingerprint}, ${id},
          ${at} + ${intervalOf(keyLifeMs)})
        on conflict (principal, key, mutation) do update set fingerprint = excluded.fingerprint,
          write_id = excluded.write_id, expires_at = excluded.expires_at
          where idempotency.expires_at <= ${at}
        returning write_id`
    : sql`select ${id}::text as write_id`
  const { rows } = await sql<RecordedRow>`with known as (${key}), recorded as (
      insert into write (id, mutation, event, principal, client, request_id, entity, entity_id, person, created_at)
      select write_id, ${mutation}, ${event}, ${principal}, ${client}, ${requestId}, ${write.entity}, ${write.entityId},
        ${write.person}, ${at} from known
      returning *
    ), inserted as (
      ${insertSteps(id, steps, at, { leaseEnd: clock.leaseEnd(), condition: sql`exists (select from recorded)` })}
    )
    select ${sql.raw(inMs('recorded.created_at'))} as created_ms, ${stepColumns}
    from recorded left join inserted s on true
    order by s.ordinal`.execute(transaction)
  return rows
}

function recordedOf(write: NewWrite, createdAt: number, rows: readonly RecordedRow[]): Recorded {
  const { id, mutation, principal, requestId, entity, entityId } = write
  const steps = rows.filter((row) => row.id !== null)
  const { event, client, person } = write
  const owner = {
    ...{ mutation, event, principal, client, request_id: requestId, person, accepted_ms: createdAt },
    ...{ write_entity_id: entityId, next_ordinal: Math.max(-1, ...steps.map(({ ordinal }) => ordinal)) + 1 },
  }
  return {
    kind: 'recorded',
    write: { id, mutation, principal, requestId, entity, entityId, createdAt, steps: steps.map(stepOf) },
    claimed: steps.filter(({ state }) => state === 'RUNNING').map((row) => claimedOf(row, owner)),
  }
}

async function findEarlier(
  transaction: Transaction<Tables>,
  { principal, mutation, idempotency }: NewWrite,
): Promise<Recorded | null> {
  const earlier = await transaction
    .selectFrom('idempotency')
    .select(['fingerprint', 'write_id'])
    .where('principal', '=', principal)
    .where('key', '=', idempotency?.key ?? '')
    .where('mutation', '=', mutation)
    .executeTakeFirst()
  if (!earlier) return null
  return earlier.fingerprint === idempotency?.fingerprint
    ? { kind: 'repeated', writeId: earlier.write_id }
    : { kind: 'mismatched' }
}
