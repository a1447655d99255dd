/** What `compute` gave for a text that came before; of `most` texts, after which all of them are forgotten. */
export function rememberFew<Value>(compute: (text: string) => Value, most = 1_000): (text: string) => Value {
  const known = new Map<string, Value>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const value = compute(text)
    if (known.size >= most) known.clear()
    known.set(text, value)
    return value
  }
}
