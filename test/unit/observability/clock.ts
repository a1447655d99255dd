import type { Schedule } from '../../../src/observability/schedule.ts'

/** Time that moves only when told; what was scheduled runs when its time comes, in order. */
export function createClock(): {
  now: () => number
  schedule: Schedule
  /** Moves time and lets promises settle after each thing that runs. */
  pass(ms: number): Promise<void>
  /** How much is scheduled. */
  timers(): number
} {
  let at = Date.parse('2026-11-23T08:00:00Z')
  const timers = new Set<{ due: number; run: () => void }>()
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return {
    now: () => at,
    schedule(run, delayMs) {
      const timer = { due: at + delayMs, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    async pass(ms) {
      const end = at + ms
      await settle()
      for (;;) {
        const [next] = [...timers].sort((a, b) => a.due - b.due)
        if (!next || next.due > end) break
        timers.delete(next)
        at = next.due
        next.run()
        await settle()
      }
      at = end
    },
    timers: () => timers.size,
  }
}
