import { auditClauses, auditParameters } from '../audit/audit-clauses.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Database } from '../store/database.ts'
import type { Statement } from '../store/statement.ts'
import { retryConflicts } from '../store/store-error.ts'
import { findKey } from './find-key.ts'
import { insertSteps, stepsParameter } from './insert-steps.ts'
import { claimedOf, inMs, openList, stepColumnList, stepOf, type StepRow } from './step-row.ts'
import { momentIn, type StoreClock } from './store-clock.ts'
import type { NewWrite, Recorded } from '../writes/write-book.ts'

const at = momentIn('$13')

/**
 * All of a write: one statement, so one round trip and one transaction. A step that is `blocked`, or a key that stands for
 * another write, and nothing is put down. Of two with one key, the second waits for the first's commit.
 */
const record: Statement = {
  name: 'record_write',
  text: `with blocked as materialized (
      select s.write_id, s.system from write_step s
      where s.entity_id = $8 and s.entity = $7 and s.system = any($16::text[])
        and s.state in ${openList} and s.state in ('DEAD', 'NEEDS_REVIEW')
      order by s.id limit 1
    ), own_key as (
      insert into idempotency (principal, key, mutation, fingerprint, write_id, expires_at)
      select $4, $10::text, $2, $11::text, $1, ${at} + $12::float8 * interval '1 millisecond'
      where $10::text is not null and not exists (select from blocked)
      on conflict (principal, key, mutation) do update set fingerprint = excluded.fingerprint,
        write_id = excluded.write_id, expires_at = excluded.expires_at
        where idempotency.expires_at <= ${at}
      returning write_id
    ), recorded as (
      insert into write (id, mutation, event, principal, client, request_id, entity, entity_id, person, created_at)
      select $1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text, ${at}
      where not exists (select from blocked) and ($10::text is null or exists (select from own_key))
      returning created_at
    ), inserted as (
      ${insertSteps({
        ...{ writeId: '$1::text', steps: '$15', at },
        leaseEnd: `(${at} + $14::float8 * interval '1 millisecond')`,
        condition: 'exists (select from recorded)',
      })}
    ), ${auditClauses(17, 'exists (select from recorded)')}
    select to_json(answer) as answer from (
      select (select json_build_object('writeId', write_id, 'system', system) from blocked) as blocked,
        ${inMs('recorded.created_at')} as created_ms, ${stepColumnList}
      from (select) as one left join recorded on true left join inserted s on true
    ) as answer
    order by answer.ordinal`,
}

/** For each step, or once without a step. */
type RecordedStep = {
  /** What it may not wait behind. */
  blocked: { writeId: string; system: string } | null
  /** Null: it was not put down. */
  created_ms: number | null
} & (StepRow | { id: null })

/**
 * Of two that would both be the head of one line, the second meets the index of what runs, and tries again behind the first.
 *
 * @param keyLifeMs how long a client's key is known
 */
export async function recordWrite(
  database: Database,
  clock: StoreClock,
  keyLifeMs: number,
  write: NewWrite,
): Promise<Recorded> {
  const { id, mutation, principal, entity, entityId, idempotency, steps } = write
  for (;;) {
    const answers = await retryConflicts(() =>
      database.run<{ answer: RecordedStep }>(record, [
        ...[id, mutation, write.event, principal, write.client, write.requestId, entity, entityId],
        ...[write.person, idempotency?.key ?? null, idempotency?.fingerprint ?? null, keyLifeMs],
        ...[clock.nowMs(), clock.leaseMs, stepsParameter(id, steps), write.refusedBehind ?? []],
        ...auditParameters([write.audit]),
      ]),
    )
    const rows = answers.map(({ answer }) => answer)
    const [first] = rows
    if (first && first.created_ms !== null) return recordedOf(write, first.created_ms, rows)
    const earlier =
      idempotency && (await findKey(database, clock, { principal, mutation, key: idempotency.key }))
    if (earlier)
      return earlier.fingerprint === idempotency.fingerprint
        ? { kind: 'repeated', writeId: earlier.writeId }
        : { kind: 'mismatched' }
    if (first?.blocked) throw behindBlocked(write, first.blocked)
    // The key has expired between the two statements.
  }
}

function behindBlocked(
  { entity }: NewWrite,
  { system, writeId }: { writeId: string; system: string },
): GatewayError {
  const message = `An earlier write to this ${entity} at ${system} waits for a person to decide (write ${writeId}).`
  return new GatewayError('CONFLICT', message, { system })
}

function recordedOf(write: NewWrite, createdAt: number, rows: readonly RecordedStep[]): Recorded {
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
