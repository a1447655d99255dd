import { sql, type RawBuilder, type Transaction } from 'kysely'
import { auditClauses, auditParameters } from '../audit/audit-clauses.ts'
import type { Crosswalk, CreatedLink } from '../identity/crosswalk.ts'
import { linkCreated } from '../identity/link-created.ts'
import type { Database } from '../store/database.ts'
import { statementWithin, type Statement } from '../store/statement.ts'
import { retryConflicts } from '../store/store-error.ts'
import type { Tables } from '../store/tables.ts'
import { failFollowers } from './fail-followers.ts'
import { insertSteps, stepsParameter } from './insert-steps.ts'
import { momentIn, type StoreClock } from './store-clock.ts'
import type { ClaimedStep, StepOutcome } from '../writes/write-book.ts'
import type { Step } from '../writes/write.ts'
import { stepColumnList, stepOf, type StepRow } from './step-row.ts'

export interface SettleParts {
  database: Database
  crosswalk: Pick<Crosswalk, 'whileLinking'>
  clock: StoreClock
}

const at = momentIn('$10')

/**
 * The step, the steps and the audit entries that follow from it. No row where the lease is somebody else's, or nobody's. One
 * value of JSON costs less to read than two dozen columns.
 */
const settle: Statement = {
  name: 'settle_step',
  text: `with settled as (
      update write_step s set state = $3, reason = $4::jsonb,
        external_id = coalesce($5, external_id), version = coalesce($6, version),
        attempts = attempts + $7::int, is_in_doubt = $8::boolean, crashes = 0,
        next_attempt_at = case when $3 = 'READY' then coalesce(to_timestamp($9::float8 / 1000), ${at}) end,
        leased_until = null, at = ${at}
      where id = $1::bigint and lease = $2::bigint and state = 'RUNNING'
      returning ${stepColumnList}
    ), inserted as (
      ${insertSteps({
        ...{ writeId: '(select write_id from settled)', steps: '$11', at, leaseEnd: null },
        condition: 'exists (select from settled)',
      })}
    ), ${auditClauses(12, 'exists (select from settled)')}
    select to_json(settled) as step from settled`,
}

interface SettledRow {
  step: StepRow
}

/** See `WriteBook.settle`. One statement; a transaction only where links, or other steps, change with it. */
export async function settleStep(
  parts: SettleParts,
  claimed: ClaimedStep,
  outcome: StepOutcome,
): Promise<Step | null> {
  const { database, crosswalk, clock } = parts
  const link = linkOf(outcome)
  const parameters = parametersOf(clock, claimed, outcome)
  const settleOnce = async (): Promise<Step | null> => {
    if (!link && !changesOthers(outcome)) return settledOf(await database.run<SettledRow>(settle, parameters))
    return database.transaction(async (transaction) => {
      const { rows } = await statementWithin<SettledRow>(settle, parameters).execute(transaction)
      if (rows.length > 0) await changeOthers(transaction, parts, claimed, outcome, link)
      return settledOf(rows)
    })
  }
  return link ? crosswalk.whileLinking([link], () => retryConflicts(settleOnce)) : retryConflicts(settleOnce)
}

function settledOf([row]: readonly SettledRow[]): Step | null {
  return row ? stepOf(row.step) : null
}

function parametersOf(
  clock: StoreClock,
  { step, lease }: ClaimedStep,
  { state, reason, externalId, version, wasAttempted, retry, more = [], audit }: StepOutcome,
): unknown[] {
  // Nobody knows of one that needs review; of every other that is no longer tried, it is known.
  const isInDoubt = state === 'READY' ? (retry?.isInDoubt ?? false) : state === 'NEEDS_REVIEW'
  return [
    ...[step.id, lease, state, reason === null ? null : JSON.stringify(reason), externalId, version],
    ...[wasAttempted ? 1 : 0, isInDoubt, retry?.at ?? null, clock.nowMs()],
    ...[stepsParameter(step.writeId, more), ...auditParameters(audit)],
  ]
}

/** Whether more than the step itself changes. */
function changesOthers({ state, takesBack }: StepOutcome): boolean {
  return takesBack !== undefined || isGone(state)
}

function isGone(state: StepOutcome['state']): boolean {
  return state === 'REJECTED' || state === 'FAILED' || state === 'COMPENSATED'
}

async function changeOthers(
  transaction: Transaction<Tables>,
  { database, clock }: SettleParts,
  { step }: ClaimedStep,
  outcome: StepOutcome,
  link: CreatedLink | null,
): Promise<void> {
  if (link) {
    const entityId = await linkCreated(transaction, database, link, new Date())
    // What the write is about, and whose values it carries, is what it created first.
    await sql`update write set entity_id = case when entity = ${link.entity} then coalesce(entity_id, ${entityId})
        else entity_id end,
        person = case when ${link.entity} = 'Customer' then coalesce(person, ${entityId}) else person end
      where id = ${step.writeId}`.execute(transaction)
  }
  if (isGone(outcome.state)) await failFollowers(transaction, [step.id], clock.now())
  if (outcome.takesBack !== undefined)
    await compensate(transaction, step.writeId, outcome.takesBack, clock.now())
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
