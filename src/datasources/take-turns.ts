export type TakeTurns = <T>(keys: readonly string[], work: () => Promise<T>) => Promise<T>

/** Work that has a key in common is done one after the other, in the order in which it came. */
export function createTurns(): TakeTurns {
  const lastOf = new Map<string, Promise<null>>()
  return async (keys, work) => {
    const before = keys.flatMap((key) => lastOf.get(key) ?? [])
    const { promise: done, resolve } = Promise.withResolvers<null>()
    for (const key of keys) lastOf.set(key, done)
    await Promise.all(before)
    try {
      return await work()
    } finally {
      for (const key of keys) if (lastOf.get(key) === done) lastOf.delete(key)
      resolve(null)
    }
  }
}
