/** `properties.email`; as an array where a key itself contains a dot, e.g. Tryton's `['party.', 'code']`. */
export type Path = string | readonly string[]

/** The value at a path, by own properties only, so that no `__proto__` of a reply is ever followed. */
export function valueAt(raw: unknown, path: readonly string[]): unknown {
  let value: unknown = raw
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** Sets the value at a path, making the objects on the way. */
export function setAt(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let holder = target
  for (const key of path.slice(0, -1)) holder = (holder[key] ??= {}) as Record<string, unknown>
  const last = path.at(-1)
  if (last !== undefined) holder[last] = value
}

export function segmentsOf(path: Path): readonly string[] {
  return typeof path === 'string' ? path.split('.') : path
}

/** As people write it: Tryton's keys of relations end in a dot of their own. */
export function pathText(path: readonly string[]): string {
  return path.map((key) => key.replace(/\.$/, '')).join('.')
}
