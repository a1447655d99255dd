import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../store/database.ts'
import { retryConflicts } from '../store/store-error.ts'
import {
  claimedOf,
  openStates,
  owningColumns,
  stepColumns,
  type OwningWrite,
  type StepRow,
} from './step-row.ts'
import type { StoreClock } from './store-clock.ts'
import type { ClaimedStep, ClaimScope } from '../writes/write-book.ts'

/**
 * Whether a READY step `s` may run now or when it is due: nothing of its line is before it or runs, and what it waits
 * for is applied. What an older snapshot shows only makes it wait: no step before it comes back once it is done.
 */
export const isHead = sql`(
    not exists (
      select from write_step e
      where e.line = s.line and e.state in ${openStates} and (e.id < s.id or e.state = 'RUNNING')
    ) and (
      s.after_ordinal is null or exists (
        select from write_step p
        where p.write_id = s.write_id and p.ordinal = s.after_ordinal and p.state = 'APPLIED'
      )
    )
  )`

/** Too late to be done; one in doubt is still looked up, for it may have been done in time. */
export function isLate(at: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(s.not_after is not null and s.not_after <= ${at} and not s.is_in_doubt)`
}

/** @param maxCrashes Processes that ended at a step, after which a person has to look */
export async function claimSteps(
  { database, clock, maxCrashes }: { database: Database; clock: StoreClock; maxCrashes: number },
  limit: number,
  of: ClaimScope,
): Promise<readonly ClaimedStep[]> {
  const at = clock.now()
  const notOf = sql`${[...(of.notOf ?? [])]}::text[]`
  // At one of them processes end, and the others were only beside it each time: one by one, each is judged by itself.
  const isLastChance = sql`(s.crashes > 0 and s.crashes >= ${maxCrashes - 1})`
  const isItsTurn = sql`(not ${isLastChance} or ${of.suspects ?? true} and s.id = (
      select r.id from write_step r
      where r.crashes > 0 and r.crashes >= ${maxCrashes - 1}
        and (r.state = 'RUNNING' or r.state = 'READY' and r.next_attempt_at <= ${at} and not r.system = any(${notOf}))
      order by r.state = 'RUNNING' desc, r.id limit 1
    ))`
  const [writeId, system] = [of.writeId ?? null, of.system ?? null]
  // Two that claim at once, one of them behind a step that the other did not see yet: the index refuses the second.
  const { rows } = await retryConflicts(() =>
    sql<StepRow & OwningWrite>`with due as (
        select s.id from write_step s
        where s.state = 'READY' and s.next_attempt_at <= ${at} and not ${isLate(at)} and ${isHead}
          and ${isItsTurn}
          and (${writeId}::text is null or s.write_id = ${writeId})
          and (${system}::text is null or s.system = ${system})
          and not s.system = any(${notOf})
        order by s.next_attempt_at, s.id
        limit ${limit}
        for update of s skip locked
      )
      update write_step s
      set state = 'RUNNING', next_attempt_at = null, lease = s.lease + 1, leased_until = ${clock.leaseEnd()}, at = ${at}
      from due, write w
      where s.id = due.id and w.id = s.write_id
      returning ${stepColumns}, ${owningColumns}`.execute(database.kysely),
  )
  return rows
    .map((row) => claimedOf(row, row))
    .toSorted((one, other) => Number(BigInt(one.step.id) - BigInt(other.step.id)))
}

/**
 * What is next in a line, if it may run now; null: a claim of all that is due finds what there is. That one goes over many
 * after an outage, this one over the head of the line.
 */
export async function claimNext(
  database: Database,
  clock: StoreClock,
  line: string,
  notOf: readonly string[],
): Promise<ClaimedStep | null> {
  const at = clock.now()
  const { rows } = await retryConflicts(() =>
    sql<StepRow & OwningWrite>`update write_step s
      set state = 'RUNNING', next_attempt_at = null, lease = s.lease + 1, leased_until = ${clock.leaseEnd()}, at = ${at}
      from write w
      where s.line = ${line}
        and s.id = (select min(o.id) from write_step o where o.line = ${line} and o.state in ${openStates})
        and w.id = s.write_id and s.state = 'READY' and s.next_attempt_at <= ${at} and not ${isLate(at)}
        and ${isHead} and s.crashes = 0 and not s.system = any(${[...notOf]}::text[])
      returning ${stepColumns}, ${owningColumns}`.execute(database.kysely),
  )
  const [row] = rows
  return row ? claimedOf(row, row) : null
}

export async function renewLeases(
  database: Database,
  clock: StoreClock,
  claimed: readonly ClaimedStep[],
): Promise<readonly ClaimedStep[]> {
  const { rows } = await sql<{ id: string }>`update write_step s set leased_until = ${clock.leaseEnd()}
    from unnest(${claimed.map(({ step }) => step.id)}::bigint[], ${claimed.map(({ lease }) => lease)}::bigint[])
      as held (id, lease)
    where s.id = held.id and s.lease = held.lease and s.state = 'RUNNING'
    returning s.id`.execute(database.kysely)
  const kept = new Set(rows.map(({ id }) => id))
  return claimed.filter(({ step }) => kept.has(step.id))
}
