/** Most texts that are remembered of a scalar: dates and currencies that are in use are far fewer. */
const maxTexts = 2_000

/**
 * A serializer that checks a text once and then knows it: for scalars whose check is dear and whose values come again in
 * every list.
 */
export function checkedOnce<Value>(serialize: (value: unknown) => Value): (value: unknown) => Value | string {
  const good = new Set<string>()
  return (value) => {
    if (typeof value !== 'string') return serialize(value)
    if (good.has(value)) return value
    const checked = serialize(value)
    // What is not shown as it is has to be made again.
    if (checked !== value) return checked
    if (good.size >= maxTexts) good.clear()
    good.add(value)
    return value
  }
}
