import { setTimeout as sleep } from 'node:timers/promises'

export interface Repetition {
  /** Waits for what is under way. */
  close(): Promise<void>
}

/**
 * Does something again and again, never twice at once, `everyMs` after it has ended, until closed. `onProblem` is told of
 * the first failure of several in a row.
 */
export function repeat(
  work: () => Promise<void>,
  everyMs: number,
  onProblem: (error: unknown) => void,
): Repetition {
  const closing = new AbortController()
  const isClosing = () => closing.signal.aborted
  let isFailing = false
  const attempt = async (): Promise<void> => {
    try {
      await work()
      isFailing = false
    } catch (error) {
      if (!isFailing) onProblem(error)
      isFailing = true
    }
  }
  const run = async (): Promise<void> => {
    while (!isClosing()) {
      await sleep(everyMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
      if (!isClosing()) await attempt()
    }
  }
  const running = run()
  return {
    async close() {
      closing.abort()
      await running
    },
  }
}
