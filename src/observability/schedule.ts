/** Runs something once, later; gives what calls it off. */
export type Schedule = (run: () => void, delayMs: number) => () => void

/** Node runs a timer with a longer delay at once. */
const maxDelayMs = 2 ** 31 - 1

/** A timer that does not keep the process alive. */
export const scheduleTimer: Schedule = (run, delayMs) => {
  const timer = setTimeout(run, Math.min(delayMs, maxDelayMs)).unref()
  return () => clearTimeout(timer)
}
