/** `signal`: whoever no longer waits is passed over; their work is not begun. */
export type TakeTurns = <T>(
  keys: readonly string[],
  work: () => Promise<T>,
  signal?: AbortSignal,
) => Promise<T>

/**
 * Work that has a key in common, such as a record's id, is done one after the other, in the order in which it came: for systems
 * that lose what several do to one thing at the same time. It holds for this process alone.
 */
export function createTurns(): TakeTurns {
  const lastOf = new Map<string, Promise<unknown>>()
  return async (keys, work, signal) => {
    const before = Promise.all(keys.flatMap((key) => lastOf.get(key) ?? []))
    const { promise: end, resolve } = Promise.withResolvers<null>()
    // Who is passed over lets nobody overtake those before.
    const done = before.then(() => end)
    for (const key of keys) lastOf.set(key, done)
    void done.then(() => {
      for (const key of keys) if (lastOf.get(key) === done) lastOf.delete(key)
    })
    try {
      await orAborted(before, signal)
      return await work()
    } finally {
      resolve(null)
    }
  }
}

async function orAborted(turn: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) {
    await turn
    return
  }
  const aborted = Promise.withResolvers<never>()
  const onAbort = () => aborted.reject(signal.reason as Error)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    await Promise.race([aborted.promise, turn])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
