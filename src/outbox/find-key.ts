import type { Database } from '../store/database.ts'
import type { Statement } from '../store/statement.ts'
import { momentIn, type StoreClock } from './store-clock.ts'

/** What a principal's key for a mutation stands for. */
export interface KnownKey {
  writeId: string
  fingerprint: string
}

const find: Statement = {
  name: 'find_key',
  text: `select write_id as "writeId", fingerprint from idempotency
    where principal = $1 and mutation = $2 and key = $3 and expires_at > ${momentIn('$4')}`,
}

/** See `WriteBook.findKey`. */
export async function findKey(
  database: Database,
  clock: StoreClock,
  { principal, mutation, key }: { principal: string; mutation: string; key: string },
): Promise<KnownKey | null> {
  const [known] = await database.run<KnownKey>(find, [principal, mutation, key, clock.nowMs()])
  return known ?? null
}
