export interface RequestCounter {
  count(operation: string): void
  clear(): void
  read(): { total: number; operations: Record<string, number> }
}

/** Counts calls by operation name. */
export function createRequestCounter(): RequestCounter {
  const counts = new Map<string, number>()
  return {
    count: (operation) => void counts.set(operation, (counts.get(operation) ?? 0) + 1),
    clear: () => counts.clear(),
    read: () => ({
      total: [...counts.values()].reduce((sum, count) => sum + count, 0),
      operations: Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b))),
    }),
  }
}
