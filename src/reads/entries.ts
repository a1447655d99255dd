/** A small map as it is read. */
export interface Entries<Value> {
  get(key: string): Value | undefined
  has(key: string): boolean
  keys(): IteratorObject<string>
  [Symbol.iterator](): IteratorObject<[string, Value]>
}

/** The empty one, which all begin with. */
export const none: Entries<never> = new Map<string, never>()

/** Most have one entry and never another: a `Map` for each would be most of what a request with long lists allocates. */
class Single<Value> implements Entries<Value> {
  readonly key: string
  readonly value: Value

  constructor(key: string, value: Value) {
    this.key = key
    this.value = value
  }

  get(key: string): Value | undefined {
    return key === this.key ? this.value : undefined
  }

  has(key: string): boolean {
    return key === this.key
  }

  keys(): IteratorObject<string> {
    return [this.key].values()
  }

  [Symbol.iterator](): IteratorObject<[string, Value]> {
    const entry: [string, Value] = [this.key, this.value]
    return [entry].values()
  }
}

/** With an entry more, or another value of one. What it is given is not to be used any more: it may be that very object. */
export function withEntry<Value>(entries: Entries<Value>, key: string, value: Value): Entries<Value> {
  if (entries === none || (entries instanceof Single && entries.key === key)) return new Single(key, value)
  // Whatever is neither of the two was made here.
  const own = entries instanceof Single ? new Map<string, Value>(entries) : (entries as Map<string, Value>)
  return own.set(key, value)
}
