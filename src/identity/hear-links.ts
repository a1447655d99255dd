import { createHash } from 'node:crypto'
import type { Database } from '../store/database.ts'
import type { IdentityMemory } from './identity-memory.ts'

export interface LinkNews {
  /** Of an entity; another number later means that something was heard of one of its kind in between. */
  heardOf(entity: string): number
  /** What was remembered before (ms since epoch) may have changed without our hearing of it. */
  trustedFrom(): number
  close(): void
}

/**
 * Hears which identities replicas have changed, this one too, and has memory read them anew: until then it keeps them for when
 * the store is away. The embedded store tells nothing.
 */
export function hearLinks(
  database: Pick<Database, 'listen' | 'schema'>,
  { memory, now }: { memory: IdentityMemory; now: () => number },
): LinkNews {
  const heard = new Map<string, number>()
  let trustedFrom = Number.NEGATIVE_INFINITY
  const close = database.listen(channelOf(database.schema), (payload) => {
    if (payload === null) {
      trustedFrom = now()
      return
    }
    const [entity, id] = JSON.parse(payload) as [string, string]
    heard.set(entity, (heard.get(entity) ?? 0) + 1)
    memory.outdate(entity, id)
  })
  return { heardOf: (entity) => heard.get(entity) ?? 0, trustedFrom: () => trustedFrom, close }
}

/** As the trigger of migration 0007 has it. */
function channelOf(schema: string): string {
  return `headwater_link_${createHash('md5').update(schema).digest('hex')}`
}
