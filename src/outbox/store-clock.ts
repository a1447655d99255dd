import { sql, type RawBuilder } from 'kysely'
import { maxLeaseMs } from '../writes/write-book.ts'

/** Time as the book has it, in SQL. */
export interface StoreClock {
  now(): RawBuilder<unknown>
  /** Of a lease that is taken, or renewed, now. */
  leaseEnd(): RawBuilder<unknown>
}

/**
 * Replicas must agree on when a lease ends, whatever their own clocks say: unless a clock is given, it is the store's.
 *
 * @param now ms since epoch
 */
export function createStoreClock(now?: () => number, leaseMs = maxLeaseMs): StoreClock {
  const current = () => (now ? timeOf(now()) : sql`statement_timestamp()`)
  return { now: current, leaseEnd: () => sql`(${current()} + ${intervalOf(leaseMs)})` }
}

/** @param ms since epoch; null stays null */
export function timeOf(ms: number | null): RawBuilder<unknown> {
  return sql`to_timestamp(${ms}::float8 / 1000)`
}

export function intervalOf(ms: number): RawBuilder<unknown> {
  return sql`${`${ms} milliseconds`}::interval`
}
