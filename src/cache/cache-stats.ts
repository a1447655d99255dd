import { kindName, type RecordKind } from './cache-policy.ts'

/** How often, since the process began, of one record kind. */
export interface CacheCounts {
  /** Answered from memory. */
  hits: number
  /** Answered from what replicas share. */
  sharedHits: number
  /** The system was asked. */
  misses: number
  /** Answered with what is too old: the system failed, or is being asked again. */
  stale: number
  /** The system was asked, whatever is held: a fresh read, or a write under way. */
  bypasses: number
  /** Answered by what another request had asked already. */
  waits: number
}

export interface CacheStats {
  of(kind: RecordKind): CacheCounts
  all(): Iterable<readonly [{ system: string; kind: string }, CacheCounts]>
}

export function createCacheStats(): CacheStats {
  const counts = new Map<string, { system: string; kind: string; counts: CacheCounts }>()
  return {
    of(kind) {
      const name = kindName(kind)
      const known = counts.get(name)
      if (known) return known.counts
      const begun = { hits: 0, sharedHits: 0, misses: 0, stale: 0, bypasses: 0, waits: 0 }
      const { system, entity, part } = kind
      const label = part === null ? entity : `${entity}/${part}`
      counts.set(name, { system, kind: label, counts: begun })
      return begun
    },
    all: () => counts.values().map(({ system, kind, counts: each }) => [{ system, kind }, each] as const),
  }
}
