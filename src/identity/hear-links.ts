import { createHash } from 'node:crypto'
import type { Database } from '../store/database.ts'
import type { EntityFences } from './entity-fences.ts'
import type { IdentityMemory } from './identity-memory.ts'

export interface LinkNews {
  /** What was remembered before (ms since epoch) may have changed without our hearing of it. */
  trustedFrom(): number
  close(): void
}

/** Hears which identities other replicas have changed, and has memory read them anew. The embedded store tells nothing. */
export function hearLinks(
  database: Pick<Database, 'listen' | 'schema'>,
  { fences, memory, now }: { fences: EntityFences; memory: IdentityMemory; now: () => number },
): LinkNews {
  let trustedFrom = Number.NEGATIVE_INFINITY
  const close = database.listen(channelOf(database.schema), (payload) => {
    if (payload === null) {
      trustedFrom = now()
      return
    }
    const [entity, id] = JSON.parse(payload) as [string, string]
    // Like a change of our own: what is being read just now may be from before it.
    void fences.raise(
      [entity],
      () => Promise.resolve(),
      () => memory.outdate(entity, id),
    )
  })
  return { trustedFrom: () => trustedFrom, close }
}

/** As the trigger of migration 0007 has it. */
function channelOf(schema: string): string {
  return `headwater_link_${createHash('md5').update(schema).digest('hex')}`
}
