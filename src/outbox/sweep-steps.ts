import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../store/database.ts'
import { auditSettled } from './audit-settled.ts'
import { isHead, isLate } from './claim-steps.ts'
import { failFollowers } from './fail-followers.ts'
import { openStates } from './step-row.ts'
import { intervalOf, type StoreClock } from './store-clock.ts'
import type { StepReason } from '../writes/write.ts'

const crashedReason: StepReason = {
  code: 'CRASHED',
  message: 'Several processes ended while they were at it; whether it was applied is not known.',
}
const expiredReason: StepReason = {
  code: 'EXPIRED',
  message: 'It could not be applied before it was too late.',
}

/** Ids of writes that were changed, and when there is work next (ms since epoch; null: none in sight). */
export interface Swept {
  changed: ReadonlySet<string>
  nextAt: number | null
}

/** See `WriteBook.sweep`. */
export async function sweepSteps(database: Database, clock: StoreClock, limits: CrashLimits): Promise<Swept> {
  const at = clock.now()
  const reclaimed = await reclaimSteps(database, at, limits, sql`s.leased_until <= ${at}`)
  const expired = await expireSteps(database, at)
  return { changed: new Set([...reclaimed, ...expired]), nextAt: await findNextAt(database) }
}

export interface CrashLimits {
  /** Processes that ended at a step, after which a person has to look. */
  maxCrashes: number
  /** One call at a system. */
  callMs: number
}

/**
 * Takes leases back. What was done under them is not known, and not looked at before a call that was under way has come to
 * its end at the system: until then it could not be found there, and would be made twice.
 */
export async function reclaimSteps(
  database: Database,
  at: RawBuilder<unknown>,
  { maxCrashes, callMs }: CrashLimits,
  condition: RawBuilder<unknown>,
): Promise<readonly string[]> {
  const { rows } = await sql<{ write_id: string }>`with lost as (
      select s.id from write_step s where s.state = 'RUNNING' and ${condition} order by s.id for update skip locked
    )
    update write_step s
    set crashes = s.crashes + 1, is_in_doubt = true, leased_until = null, at = ${at},
      state = case when s.crashes + 1 >= ${maxCrashes} then 'NEEDS_REVIEW' else 'READY' end,
      next_attempt_at = case when s.crashes + 1 >= ${maxCrashes} then null
        else greatest(${at}, s.at + ${intervalOf(callMs)}) end,
      reason = case when s.crashes + 1 >= ${maxCrashes} then ${JSON.stringify(crashedReason)}::jsonb else s.reason end
    from lost where s.id = lost.id
    returning s.write_id`.execute(database.kysely)
  return rows.map(({ write_id: writeId }) => writeId)
}

async function expireSteps(database: Database, at: RawBuilder<unknown>): Promise<readonly string[]> {
  const { rows: late } = await sql<{ id: string }>`select s.id from write_step s
    where s.state = 'READY' and ${isLate(at)} order by s.id limit 1000`.execute(database.kysely)
  if (late.length === 0) return []
  return database.transaction(async (transaction) => {
    const { rows } = await sql<{ id: string; write_id: string }>`update write_step s
      set state = 'FAILED', next_attempt_at = null, reason = ${JSON.stringify(expiredReason)}::jsonb, at = ${at}
      where s.id = any(${late.map(({ id }) => id)}::bigint[]) and s.state = 'READY' and ${isLate(at)}
      returning s.id, s.write_id`.execute(transaction)
    const ids = rows.map(({ id }) => id)
    await auditSettled(transaction, ids)
    await failFollowers(transaction, ids, at)
    return rows.map(({ write_id: writeId }) => writeId)
  })
}

/** When the next step is due that nothing holds back, a lease ends, or something expires. */
async function findNextAt(database: Database): Promise<number | null> {
  const { rows } = await sql<{ next_ms: number | null }>`select
      ceil(extract(epoch from min(case
        when s.state = 'RUNNING' then s.leased_until
        when ${isHead} then least(s.next_attempt_at, case when s.is_in_doubt then null else s.not_after end)
        when not s.is_in_doubt then s.not_after
      end)) * 1000)::float8 as next_ms
    from write_step s
    where s.state in ${openStates} and s.state in ('READY', 'RUNNING')`.execute(database.kysely)
  return rows[0]?.next_ms ?? null
}
