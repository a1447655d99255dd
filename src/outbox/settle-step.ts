import { sql, type RawBuilder, type Transaction } from 'kysely'
import { appendAudit } from '../audit/append-audit.ts'
import type { Crosswalk, CreatedLink } from '../identity/crosswalk.ts'
import { linkCreated } from '../identity/link-created.ts'
import type { Database } from '../store/database.ts'
import { retryConflicts } from '../store/store-error.ts'
import type { Tables } from '../store/tables.ts'
import { failFollowers } from './fail-followers.ts'
import { insertSteps } from './insert-steps.ts'
import { timeOf, type StoreClock } from './store-clock.ts'
import type { ClaimedStep, StepOutcome } from '../writes/write-book.ts'

export interface SettleParts {
  database: Database
  crosswalk: Pick<Crosswalk, 'whileLinking'>
  clock: StoreClock
}

/** See `WriteBook.settle`. */
export async function settleStep(
  parts: SettleParts,
  claimed: ClaimedStep,
  outcome: StepOutcome,
): Promise<boolean> {
  const { database, crosswalk } = parts
  const link = linkOf(outcome)
  const settle = () =>
    retryConflicts(() =>
      database.transaction((transaction) => settleWithin(transaction, parts, claimed, outcome, link)),
    )
  return link ? crosswalk.whileLinking([link], settle) : settle()
}

async function settleWithin(
  transaction: Transaction<Tables>,
  { database, clock }: SettleParts,
  claimed: ClaimedStep,
  outcome: StepOutcome,
  link: CreatedLink | null,
): Promise<boolean> {
  const at = clock.now()
  const { step } = claimed
  if (!(await updateStep(transaction, claimed, outcome, at))) return false

  if (link) {
    const entityId = await linkCreated(transaction, database, link, new Date())
    // What the write is about, and whose values it carries, is what it created first.
    await sql`update write set entity_id = case when entity = ${link.entity} then coalesce(entity_id, ${entityId})
        else entity_id end,
        person = case when ${link.entity} = 'Customer' then coalesce(person, ${entityId}) else person end
      where id = ${step.writeId}`.execute(transaction)
  }
  if (outcome.state === 'REJECTED' || outcome.state === 'FAILED' || outcome.state === 'COMPENSATED')
    await failFollowers(transaction, [step.id], at)
  if (outcome.takesBack !== undefined) await compensate(transaction, step.writeId, outcome.takesBack, at)
  if (outcome.more && outcome.more.length > 0)
    await sql`with inserted as (${insertSteps(step.writeId, outcome.more, at, { leaseEnd: null })})
      select from inserted`.execute(transaction)
  if (outcome.audit.length > 0) await appendAudit(transaction, outcome.audit)
  return true
}

/** False: somebody else has the lease by now, or nobody. */
async function updateStep(
  transaction: Transaction<Tables>,
  { step, lease }: ClaimedStep,
  { state, reason, externalId, version, wasAttempted, retry }: StepOutcome,
  at: RawBuilder<unknown>,
): Promise<boolean> {
  const nextAttemptAt = state === 'READY' ? (retry ? timeOf(retry.at) : at) : sql`null`
  // Nobody knows of one that needs review; of every other that is no longer tried, it is known.
  const isInDoubt = state === 'READY' ? (retry?.isInDoubt ?? false) : state === 'NEEDS_REVIEW'
  const { rows } = await sql`update write_step set state = ${state}, reason = ${asJson(reason)}::jsonb,
      external_id = coalesce(${externalId}, external_id), version = coalesce(${version}, version),
      attempts = attempts + ${wasAttempted ? 1 : 0}, is_in_doubt = ${isInDoubt}, crashes = 0,
      next_attempt_at = ${nextAttemptAt}, leased_until = null, at = ${at}
    where id = ${step.id} and lease = ${lease} and state = 'RUNNING'
    returning id`.execute(transaction)
  return rows.length > 0
}

async function compensate(
  transaction: Transaction<Tables>,
  writeId: string,
  ordinal: number,
  at: RawBuilder<unknown>,
): Promise<void> {
  const { rows } = await sql<{ id: string }>`update write_step set state = 'COMPENSATED', at = ${at}
    where write_id = ${writeId} and ordinal = ${ordinal} and state = 'APPLIED'
    returning id`.execute(transaction)
  await failFollowers(
    transaction,
    rows.map(({ id }) => id),
    at,
  )
}

function linkOf({ created }: StepOutcome): CreatedLink | null {
  if (!created) return null
  const { entity, entityId, system, externalId } = created
  return { entity, id: entityId, key: { system, externalId } }
}

function asJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}
