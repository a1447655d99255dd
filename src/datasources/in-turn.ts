import type { Call } from './call.ts'
import type { DatasourceTools } from './define-datasource.ts'

/** Tasks of one key, such as a record's id, run one after another; those of different keys side by side. */
export type InTurn = <Result>(key: string, task: () => Promise<Result>, call: Call) => Promise<Result>

/**
 * For systems that lose what several do to one thing at the same time. It holds for this process alone. Whoever no longer waits
 * is passed over: their task is not begun, and what they are told is a TIMEOUT that had no effect.
 */
export function createTurns(failure: DatasourceTools['failure']): InTurn {
  const last = new Map<string, Promise<null>>()
  return async (key, task, { signal }) => {
    const before = last.get(key) ?? Promise.resolve(null)
    const { promise: turn, resolve: end } = Promise.withResolvers<null>()
    const mine = before.then(() => turn)
    last.set(key, mine)
    void mine.then(() => last.get(key) === mine && last.delete(key))
    try {
      await orAborted(before, signal).catch((reason: unknown) => {
        throw failure('TIMEOUT', reason, { effect: 'NONE' })
      })
      return await task()
    } finally {
      end(null)
    }
  }
}

function orAborted(turn: Promise<null>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    void turn.then(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    })
  })
}
