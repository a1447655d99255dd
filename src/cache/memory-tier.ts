import { LRUCache } from 'lru-cache'

/** What one read left behind. Never changed once it is kept: requests share it. */
export interface Entry<Value> {
  readonly value: Value
  /** ms since epoch at which the system was asked. */
  readonly asOf: number
  /** ms since epoch until which it is shown without asking again. */
  readonly freshUntil: number
  /** When the reading began, see Fences. */
  readonly tick: number
  readonly bytes: number
}

/** The bounded tier in this process; the least used go first. What is too old is the caller's to see. */
export interface MemoryTier {
  get<Value>(key: string): Entry<Value> | undefined
  put<Value>(key: string, entry: Entry<Value>): void
  drop(key: string): void
  clear(): void
  stats(): { entries: number; bytes: number; evicted: number }
}

interface Kept {
  readonly entry: Entry<unknown>
  /** When it was last put last, in uses of all. */
  usedAt: number
}

export function createMemoryTier({
  maxEntries,
  maxBytes,
}: {
  maxEntries: number
  maxBytes: number
}): MemoryTier {
  let evicted = 0
  let uses = 0
  const cache = new LRUCache<string, Kept>({
    max: maxEntries,
    maxSize: maxBytes,
    sizeCalculation: ({ entry }, key) => entry.bytes + 2 * key.length,
    dispose: (_kept, _key, reason) => {
      if (reason === 'evict') evicted++
    },
  })
  return {
    // Under one key there is ever one type of value: keys begin with what they are of.
    get<Value>(key: string) {
      const kept = cache.peek(key)
      if (!kept) return undefined
      // What was put last a short while ago is far from being the first to go.
      if (++uses - kept.usedAt > maxEntries / 4) {
        cache.get(key)
        kept.usedAt = uses
      }
      return kept.entry as Entry<Value>
    },
    put: (key, entry) => void cache.set(key, { entry, usedAt: ++uses }),
    drop: (key) => void cache.delete(key),
    clear: () => cache.clear(),
    stats: () => ({ entries: cache.size, bytes: cache.calculatedSize, evicted }),
  }
}

/** About what a value takes in memory, its own parts alone: strings, and what an object costs. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 24 + 2 * value.length
  if (typeof value !== 'object' || value === null) return 8
  let bytes = 64
  if (value instanceof Map) {
    for (const [key, each] of value) bytes += sizeOf(key) + sizeOf(each)
    return bytes
  }
  for (const each of Object.values(value)) bytes += 8 + sizeOf(each)
  return bytes
}
