/** How OPERA takes a PUT: what the body names is changed, what it leaves out stays. */

type JsonObject = Record<string, unknown>

/** Lists that a PUT never empties: an entry with the id of a stored one changes it, any other is added. */
const growingLists = new Set(['telephoneInfo', 'emailInfo', 'addressInfo', 'comments', 'externalReferences'])

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @param nextId ids for added list entries */
export function mergeJson(stored: JsonObject, patch: JsonObject, nextId: () => string): JsonObject {
  const merged: JsonObject = { ...stored }
  for (const [key, value] of Object.entries(patch)) {
    const before = stored[key]
    if (value === null) delete merged[key]
    else if (Array.isArray(value) && growingLists.has(key)) merged[key] = mergeList(before, value, nextId)
    else if (isObject(value)) merged[key] = mergeJson(isObject(before) ? before : {}, value, nextId)
    else merged[key] = value
  }
  return merged
}

function mergeList(before: unknown, patch: readonly unknown[], nextId: () => string): unknown[] {
  const merged: JsonObject[] = Array.isArray(before) ? before.filter(isObject) : []
  for (const entry of patch.filter(isObject)) {
    const at = merged.findIndex((stored) => entry.id !== undefined && stored.id === entry.id)
    const stored = merged[at]
    const changed = stored ? mergeJson(stored, entry, nextId) : { ...entry, id: entry.id ?? nextId() }
    const isPrimary = isPrimaryEntry(changed)
    if (isPrimary) merged.forEach((other, index) => (merged[index] = demote(other)))
    if (stored) merged[at] = changed
    else merged.push(changed)
  }
  return merged
}

/** `primaryInd` stands in the one object that an entry wraps: email, telephone or address. */
function isPrimaryEntry(entry: JsonObject): boolean {
  return Object.values(entry).some((part) => isObject(part) && part.primaryInd === true)
}

function demote(entry: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(entry).map(([key, part]) => [
      key,
      isObject(part) && part.primaryInd === true ? { ...part, primaryInd: false } : part,
    ]),
  )
}
