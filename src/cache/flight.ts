import type { Call } from '../datasources/call.ts'

/**
 * One asking of a system that several requests wait for. It goes on as long as one of them does: who asked first takes
 * nobody along when they leave.
 */
export interface Flight<Result> {
  /** When it began, see Fences. */
  readonly tick: number
  /** The same in ms since epoch. */
  readonly begunAt: number
  /**
   * What came of it; null: the caller's own time is over and others still wait, or `patienceMs` has passed. The last to
   * leave ends the asking, and gets what that says.
   */
  wait(call: Pick<Call, 'signal' | 'deadlineAt'>, patienceMs?: number): Promise<Result | null>
}

const unwatchedMs = 10_000

/** @param ask never rejects */
export function startFlight<Result>(
  { tick, begunAt }: { tick: number; begunAt: number },
  leader: Call,
  ask: (call: Call) => Promise<Result>,
): Flight<Result> {
  const controller = new AbortController()
  let waiting = 0
  let isOver = false
  let latest = leader.deadlineAt
  const call: Call = {
    ...leader,
    signal: controller.signal,
  }
  // As long as the most patient of them has.
  if (latest !== undefined) Object.defineProperty(call, 'deadlineAt', { get: () => latest, enumerable: true })
  const result = ask(call).finally(() => (isOver = true))
  /** It is still of use when nobody waits any more, but not for ever. */
  const endLater = (): void => {
    const leftMs = (latest ?? performance.now() + unwatchedMs) - performance.now()
    setTimeout(() => {
      if (waiting === 0 && !isOver) controller.abort()
    }, leftMs).unref()
  }

  return {
    tick,
    begunAt,
    wait({ signal, deadlineAt }, patienceMs) {
      waiting++
      if (deadlineAt === undefined) latest = undefined
      else if (latest !== undefined) latest = Math.max(latest, deadlineAt)
      return new Promise((resolve) => {
        const leave = (): void => {
          signal.removeEventListener('abort', onAbort)
          clearTimeout(timer)
          waiting--
        }
        const onAbort = (): void => {
          if (isOver) return
          leave()
          if (waiting > 0) resolve(null)
          else controller.abort(signal.reason)
        }
        const timer =
          patienceMs === undefined
            ? undefined
            : setTimeout(() => {
                leave()
                resolve(null)
                endLater()
              }, patienceMs)
        if (signal.aborted) onAbort()
        else signal.addEventListener('abort', onAbort, { once: true })
        void result.then((value) => {
          signal.removeEventListener('abort', onAbort)
          clearTimeout(timer)
          resolve(value)
        })
      })
    },
  }
}
