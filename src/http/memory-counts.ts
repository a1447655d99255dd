/** How often something happened in the minute that began with its first time. */
export interface Count {
  hits: number
  /** When the minute ends, in ms since epoch. */
  endsAt: number
}

export interface MemoryCounts {
  hit(key: string): Count
  /** 0 hits where there were none. */
  read(key: string): Count
}

export const windowMs = 60_000

/** Some 10 MB. Beyond it the minutes that began first are forgotten early, in favour of whoever was counted there. */
const maxKeys = 100_000

/** Counts by key, a fixed minute each; memory is bounded however many keys there are. */
export function createMemoryCounts(now: () => number, most = maxKeys): MemoryCounts {
  // In order of when they began, and so of when they end.
  const counts = new Map<string, Count>()

  const forget = (at: number): void => {
    for (const [key, { endsAt }] of counts) {
      if (endsAt > at && counts.size <= most) return
      counts.delete(key)
    }
  }
  return {
    hit(key) {
      const at = now()
      forget(at)
      const count = counts.get(key) ?? { hits: 0, endsAt: at + windowMs }
      count.hits++
      counts.set(key, count)
      return count
    },
    read(key) {
      const at = now()
      const count = counts.get(key)
      return count && count.endsAt > at ? count : { hits: 0, endsAt: at + windowMs }
    },
  }
}
