/**
 * Keeps what was read before a change from being shown after it. Time is counted in ticks: whoever reads notes the tick
 * at which they began; a fence on one of their tags that was raised since makes worthless what they read.
 */
export interface Fences {
  /** The tick of what begins now. */
  now(): number
  raise(tags: Iterable<string>): void
  /** On everything. */
  raiseAll(): void
  /** No fence was raised on any of its tags since then; mostly none at all was, and they are not looked at. */
  isQuiet(tick: number, tagged: Tagged): boolean
  /**
   * A change of it is under way: until whoever holds it releases it, or that moment (ms since epoch), nothing of it is
   * kept or shown.
   */
  hold(tag: string, by: string, until: number): void
  release(tag: string, by: string): void
  /** A change of any of its tags is under way; mostly none at all is, and they are not looked at. */
  holds(tagged: Tagged): boolean
}

export interface Tagged {
  readonly tags: readonly string[]
}

/** Tags remembered; of those before them only the time is, for all others at once. */
const maxTags = 50_000

export function createFences(options: { now: () => number; maxTags?: number }): Fences {
  const { now, maxTags: most = maxTags } = options
  /** The tick of each fence, the oldest first: Map keeps the order of insertion. */
  const raised = new Map<string, number>()
  const held = new Map<string, Map<string, number>>()
  let tick = 0
  /** Of everything that is not remembered. */
  let floor = 0

  const raiseOne = (tag: string): void => {
    raised.delete(tag)
    raised.set(tag, tick)
    if (raised.size <= most) return
    for (const [oldest, at] of raised) {
      raised.delete(oldest)
      floor = at
      return
    }
  }
  const isHeld = (tag: string): boolean => {
    const holds = held.get(tag)
    if (!holds) return false
    for (const [by, until] of holds) if (until <= now()) holds.delete(by)
    if (holds.size === 0) held.delete(tag)
    return holds.size > 0
  }

  return {
    now: () => tick,
    raise(tags) {
      tick++
      for (const tag of tags) raiseOne(tag)
    },
    raiseAll() {
      tick++
      floor = tick
      raised.clear()
    },
    isQuiet(since, tagged) {
      if (since === tick) return true
      if (since < floor) return false
      return tagged.tags.every((tag) => (raised.get(tag) ?? 0) <= since)
    },
    hold(tag, by, until) {
      if (held.size >= most) for (const each of held.keys()) isHeld(each)
      const holds = held.get(tag) ?? new Map<string, number>()
      held.set(tag, holds.set(by, until))
    },
    release(tag, by) {
      const holds = held.get(tag)
      holds?.delete(by)
      if (holds?.size === 0) held.delete(tag)
    },
    holds: (tagged) => held.size > 0 && tagged.tags.some(isHeld),
  }
}
