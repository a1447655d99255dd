/** A look-up or fixture that a case is about. @throws Error saying that the case needs it, or a skip with the reason. */
export function declared<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined)
    throw new Error(`there is no ${what}: skip this case, with the reason`)
  return value
}

/** The entries of a map or object that a case is about, at least one. */
export function declaredEntries<Value>(
  values: ReadonlyMap<string, Value> | Readonly<Record<string, Value>>,
  what: string,
): [string, Value][] {
  const entries = isMap(values) ? [...values] : Object.entries(values)
  if (entries.length === 0) throw new Error(`there is no ${what}: skip this case, with the reason`)
  return entries
}

function isMap<Value>(values: ReadonlyMap<string, Value> | object): values is ReadonlyMap<string, Value> {
  return values instanceof Map
}
