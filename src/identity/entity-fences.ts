/**
 * Keeps what was read before a change out of memory: a reader watches its entity, and remembers what it read only if
 * no change of that entity's links was under way or ended meanwhile.
 */
export interface EntityFences {
  watch(entity: string): { isQuiet(): boolean }
  /**
   * Runs a change and then, unless it failed, `settle`: before anyone who waits for the change goes on. `alone`: no
   * other change overlapped with it, so what it read last is what is.
   */
  raise<T>(
    entities: Iterable<string>,
    change: () => Promise<T>,
    settle: (result: T, alone: boolean) => void,
  ): Promise<T>
}

interface Changes {
  underWay: number
  ended: number
}

/** A schema has fewer. Names that no schema has, an operator's slips, have one for all: they only watch each other. */
const maxEntities = 1_000

export function createEntityFences(): EntityFences {
  const byEntity = new Map<string, Changes>()
  const ofOthers: Changes = { underWay: 0, ended: 0 }
  const changesOf = (entity: string): Changes => {
    const known = byEntity.get(entity)
    if (known) return known
    if (byEntity.size >= maxEntities) return ofOthers
    const changes = { underWay: 0, ended: 0 }
    byEntity.set(entity, changes)
    return changes
  }

  return {
    watch(entity) {
      const changes = changesOf(entity)
      const { underWay, ended } = changes
      return { isQuiet: () => underWay === 0 && changes.underWay === 0 && changes.ended === ended }
    },
    async raise(entities, change, settle) {
      const raised = [...new Set(entities)].map((entity) => ({
        ...changesOf(entity),
        changes: changesOf(entity),
      }))
      for (const { changes } of raised) changes.underWay += 1
      try {
        const result = await change()
        const alone = raised.every(
          ({ changes, underWay, ended }) =>
            underWay === 0 && changes.underWay === 1 && changes.ended === ended,
        )
        settle(result, alone)
        return result
      } finally {
        for (const { changes } of raised) {
          changes.underWay -= 1
          changes.ended += 1
        }
      }
    },
  }
}
