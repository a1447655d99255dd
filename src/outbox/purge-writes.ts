import { sql } from 'kysely'
import type { Database } from '../store/database.ts'
import { openStates } from './step-row.ts'
import { intervalOf, type StoreClock } from './store-clock.ts'

/** The most rows that one statement deletes, so that nobody waits long for it. */
const batchSize = 1_000

/** Deletes client keys that have expired, and writes of which nothing has been open for `keepMs`. How many writes went. */
export async function purgeWrites(database: Database, clock: StoreClock, keepMs: number): Promise<number> {
  const at = clock.now()
  await sql`delete from idempotency where expires_at <= ${at}`.execute(database.kysely)
  for (let purged = 0; ;) {
    const { rows } = await sql`delete from write w where w.id in (
        select old.id from write old
        where old.created_at < ${at} - ${intervalOf(keepMs)} and not exists (
          select from write_step s
          where s.write_id = old.id
            and (s.state in ${openStates} or s.at >= ${at} - ${intervalOf(keepMs)})
        )
        order by old.seq
        limit ${batchSize}
      ) returning w.id`.execute(database.kysely)
    purged += rows.length
    if (rows.length < batchSize) return purged
  }
}
