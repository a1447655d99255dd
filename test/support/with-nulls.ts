/** A copy of a reply's data in which these paths are null. */
export function withNulls(value: unknown, paths: (string | number)[][]): unknown {
  const copy = structuredClone(value)
  for (const path of paths) {
    const last = path.at(-1)!
    let holder = copy as Record<string | number, unknown>
    for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>
    holder[last] = null
  }
  return copy
}
