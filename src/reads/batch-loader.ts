import DataLoader from 'dataloader'
import { whenAll } from './waiting.ts'

/** The values of many keys, in their order. */
export type LoadMany<Value> = (keys: readonly string[]) => Promise<readonly Value[]>

/**
 * One look-up of one request, for many keys at a time. It waits a whole turn, so that all that became known together goes out
 * together, in batches of at most `max`; no key is asked for twice, and whoever asks waits for no batch but those with keys of
 * theirs. A call costs the same few promises however many keys it has. `ask` never rejects.
 */
export function createBatchLoader<Value extends object>(max: number, ask: LoadMany<Value>): LoadMany<Value> {
  /** By key its value, or the batch that it is in. */
  const known = new Map<string, Value | Promise<void>>()

  const askBatch = async (keys: readonly string[]): Promise<void> => {
    const values = await ask(keys)
    keys.forEach((key, index) => {
      const value = values[index]
      if (value) known.set(key, value)
    })
  }
  const valueOf = (key: string): Value => {
    const value = known.get(key)
    if (!value || value instanceof Promise) throw new Error('a look-up left out what it was asked for')
    return value
  }
  const answer = (keys: readonly string[]): Promise<readonly Value[]> => {
    const open = new Set<Promise<void>>()
    for (const key of keys) {
      const batch = known.get(key)
      if (batch instanceof Promise) open.add(batch)
    }
    const waiting = whenAll([...open]) ?? Promise.resolve()
    return waiting.then(() => keys.map(valueOf))
  }

  const loader = new DataLoader<readonly string[], Promise<readonly Value[]>>(
    (calls) => {
      const fresh = [...new Set(calls.flat())].filter((key) => !known.has(key))
      for (let start = 0; start < fresh.length; start += max) {
        const keys = fresh.slice(start, start + max)
        const batch = askBatch(keys)
        for (const key of keys) known.set(key, batch)
      }
      return Promise.resolve(calls.map(answer))
    },
    { cache: false, batchScheduleFn: (dispatch) => setImmediate(dispatch) },
  )
  // A promise that is fulfilled with a promise is that one.
  return (keys) => loader.load(keys) as Promise<unknown> as Promise<readonly Value[]>
}
