import { Reference } from '../datasources/source-record.ts'

/** The references that stand at a path of a record's values, e.g. `['lines', 'item']`; lists are walked. */
export function findReferences(values: unknown, path: readonly string[]): Reference[] {
  const found: Reference[] = []
  collect(values, path, 0, found)
  return found
}

function collect(value: unknown, path: readonly string[], depth: number, found: Reference[]): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const element of value as unknown[]) collect(element, path, depth, found)
    return
  }
  if (value instanceof Reference) {
    if (depth === path.length) found.push(value)
    return
  }
  const key = path[depth]
  if (key !== undefined) collect((value as Record<string, unknown>)[key], path, depth + 1, found)
}
