import { sql, type RawBuilder } from 'kysely'
import { maxLeaseMs } from '../writes/write-book.ts'

/** Time as the book has it, in SQL. */
export interface StoreClock {
  now(): RawBuilder<unknown>
  /** Of a lease that is taken, or renewed, now. */
  leaseEnd(): RawBuilder<unknown>
  /** As a parameter of a statement that says `momentIn`: ms since epoch; null: the store's own clock. */
  nowMs(): number | null
  readonly leaseMs: number
}

/**
 * Replicas must agree on when a lease ends, whatever their own clocks say: unless a clock is given, it is the store's.
 *
 * @param now ms since epoch
 */
export function createStoreClock(now?: () => number, leaseMs = maxLeaseMs): StoreClock {
  const current = () => (now ? timeOf(now()) : sql`statement_timestamp()`)
  return {
    now: current,
    leaseEnd: () => sql`(${current()} + ${intervalOf(leaseMs)})`,
    nowMs: () => now?.() ?? null,
    leaseMs,
  }
}

/** The time, where a statement has `StoreClock.nowMs` as this parameter, e.g. `$3`. */
export function momentIn(parameter: string): string {
  return `coalesce(to_timestamp(${parameter}::float8 / 1000), statement_timestamp())`
}

/** @param ms since epoch; null stays null */
export function timeOf(ms: number | null): RawBuilder<unknown> {
  return sql`to_timestamp(${ms}::float8 / 1000)`
}

export function intervalOf(ms: number): RawBuilder<unknown> {
  return sql`${`${ms} milliseconds`}::interval`
}
