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

/** Some 10 MB. Beyond it those who were not heard of for longest are forgotten, in favour of whoever was counted there. */
const maxKeys = 100_000

/** Counts by key, a fixed minute each; memory is bounded however many keys there are. */
export function createMemoryCounts(now: () => number, most = maxKeys): MemoryCounts {
  // Two generations: what was hit since the younger one began is in it, and of the older one nothing is ever searched for
  // to be deleted. Taking the first of a Map out again and again would cost the square.
  let older = new Map<string, Count>()
  let younger = new Map<string, Count>()
  let begunAt = now()

  const find = (key: string, at: number): Count | null => {
    const count = younger.get(key) ?? older.get(key)
    return count && count.endsAt > at ? count : null
  }
  return {
    hit(key) {
      const at = now()
      if (younger.size >= most / 2 || at - begunAt >= windowMs) {
        older = younger
        younger = new Map()
        begunAt = at
      }
      const count = find(key, at) ?? { hits: 0, endsAt: at + windowMs }
      count.hits++
      younger.set(key, count)
      return count
    },
    read(key) {
      const at = now()
      return find(key, at) ?? { hits: 0, endsAt: at + windowMs }
    },
  }
}
