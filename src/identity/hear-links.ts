import { createHash } from 'node:crypto'
import type { Database } from '../store/database.ts'
import type { IdentityMemory } from './identity-memory.ts'

export interface LinkNews {
  /** Of an entity; another number later means that something was heard of one of its kind in between, or may have been missed. */
  heardOf(entity: string): number
  /** After when (ms since epoch) all that was remembered is heard of if it changes; null: not now. */
  hearingSince(): number | null
  close(): void
}

/**
 * Hears which identities replicas have changed, this one too, and has memory read them anew: until then it keeps them for when
 * the store is away. The embedded store tells nothing.
 */
export function hearLinks(
  database: Pick<Database, 'listen' | 'isHearing' | 'schema'>,
  { memory, now }: { memory: IdentityMemory; now: () => number },
): LinkNews {
  const heard = new Map<string, number>()
  let misses = 0
  let since = Number.NEGATIVE_INFINITY
  const close = database.listen(channelOf(database.schema), (payload) => {
    if (payload === null) {
      since = now()
      misses += 1
      return
    }
    const [entity, id] = JSON.parse(payload) as [string, string]
    heard.set(entity, (heard.get(entity) ?? 0) + 1)
    memory.outdate(entity, id)
  })
  return {
    heardOf: (entity) => (heard.get(entity) ?? 0) + misses,
    hearingSince: () => (database.isHearing() ? since : null),
    close,
  }
}

/** As the trigger of migration 0007 has it. */
function channelOf(schema: string): string {
  return `headwater_link_${createHash('md5').update(schema).digest('hex')}`
}
