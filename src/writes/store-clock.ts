import { sql, type RawBuilder } from 'kysely'

/** What time it is for the book, as SQL. */
export type StoreClock = () => RawBuilder<unknown>

/**
 * Replicas must agree on when a lease ends, whatever their own clocks say: unless a clock is given, it is the store's.
 *
 * @param now ms since epoch
 */
export function createStoreClock(now?: () => number): StoreClock {
  return now ? () => timeOf(now()) : () => sql`statement_timestamp()`
}

/** @param ms since epoch; null stays null */
export function timeOf(ms: number | null): RawBuilder<unknown> {
  return sql`to_timestamp(${ms}::float8 / 1000)`
}

/** How long a lease lasts, as it is taken and each time it is renewed. */
export const leaseMs = 10_000

export function leaseEnd(at: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${at} + ${`${leaseMs} milliseconds`}::interval`
}
