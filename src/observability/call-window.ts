/** How long recent calls took. */
export interface Latency {
  /** Half of the calls were as fast; null before the first. */
  p50Ms: number | null
  /** 95 % of the calls were as fast; null before the first. */
  p95Ms: number | null
  /** How many calls the figures stand on. */
  calls: number
}

export interface CallWindow {
  addDuration(durationMs: number): void
  addVerdict(isFault: boolean): void
  /** Share of the last verdicts that were faults, 0 to 1; null before the first. */
  faultShare(): number | null
  latency(): Latency
}

const maxDurations = 200
const maxVerdicts = 50

/** The last calls at an upstream, in memory of a fixed size. Adding is a write and a count; sorting waits until asked. */
export function createCallWindow(): CallWindow {
  const durations = new Float64Array(maxDurations)
  let added = 0
  const verdicts = new Uint8Array(maxVerdicts)
  let judged = 0
  let faults = 0

  return {
    addDuration(durationMs) {
      durations[added % maxDurations] = durationMs
      added += 1
    },
    addVerdict(isFault) {
      const place = judged % maxVerdicts
      const verdict = isFault ? 1 : 0
      faults += verdict - (verdicts[place] ?? 0)
      verdicts[place] = verdict
      judged += 1
    },
    faultShare: () => (judged === 0 ? null : faults / Math.min(judged, maxVerdicts)),
    latency() {
      const calls = Math.min(added, maxDurations)
      const sorted = durations.slice(0, calls).sort()
      return { p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95), calls }
    },
  }
}

/** Nearest rank: a duration that did occur. */
function percentile(sorted: Float64Array, share: number): number | null {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? null
}
