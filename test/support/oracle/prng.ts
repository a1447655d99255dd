/** A repeatable source of choices. */
export interface Prng {
  /** 0 to below `limit`, whole. */
  below(limit: number): number
  pick<Item>(items: readonly Item[]): Item
  /** True in `share` of all cases, 0 to 1. */
  chance(share: number): boolean
}

/** Mulberry32: small, fast, the same on every machine. */
export function createPrng(seed: number): Prng {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    below: (limit) => Math.floor(next() * limit),
    pick: (items) => items[Math.floor(next() * items.length)]!,
    chance: (share) => next() < share,
  }
}
