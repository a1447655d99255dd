import type { LoadMany } from './batch-loader.ts'

/** The values of many keys, in their order: at once, where all of them are there already. */
export type Loaded<Value> = readonly Value[] | Promise<readonly Value[]>

/** What is held, and the rest by one call. */
export function heldFirst<Value extends object>(
  keys: readonly string[],
  heldOf: (key: string) => Value | null,
  load: LoadMany<Value>,
): Loaded<Value> {
  const values = keys.map(heldOf)
  const isHere = values.every((value) => value !== null)
  if (isHere) return values
  const missing = keys.filter((_, index) => values[index] === null)
  if (missing.length === keys.length) return load(keys)
  return load(missing).then((loaded) => {
    let next = 0
    return values.map((value) => value ?? only(loaded.slice(next++, next)))
  })
}

/** The value of the one key that was asked for. */
export function only<Value>([value]: readonly Value[]): Value {
  if (value === undefined) throw new Error('nothing was loaded for what was asked')
  return value
}
