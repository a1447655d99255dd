const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `60s`, `5m`, `1h`, `0s`, `1d` in milliseconds; null when it is no duration. */
export function parseDurationMs(text: string): number | null {
  const [, amount, unit = ''] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? []
  const unitMs = unitsMs[unit]
  return unitMs === undefined ? null : Number(amount) * unitMs
}

/** The largest unit that says it without a fraction, e.g. `5m`. */
export function formatDuration(durationMs: number): string {
  const fitting = Object.entries(unitsMs).filter(([, unitMs]) => durationMs % unitMs === 0)
  const [unit, unitMs] = (durationMs === 0 ? fitting[1] : fitting.at(-1)) ?? ['ms', 1]
  return `${durationMs / unitMs}${unit}`
}
