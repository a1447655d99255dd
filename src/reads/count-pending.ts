import type { SystemName } from '../schema/catalog.ts'
import type { EntityHandle } from './entity-handle.ts'
import { outcomeOf } from './outcome.ts'

/** Accepted and not applied yet, by canonical id and system: see WriteBook.countPending. */
export type CountPending = (
  entity: string,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, ReadonlyMap<SystemName, number>>>

const none: ReadonlyMap<SystemName, number> = new Map()
const nobody: Awaited<ReturnType<CountPending>> = new Map()

/** Counts the waiting writes of all these entities: one call a kind. What has no id yet was never written to. */
export async function countPendingOf(
  handles: ReadonlySet<EntityHandle>,
  countPending: CountPending,
): Promise<void> {
  const kinds = Map.groupBy(handles, ({ entity }) => entity)
  await Promise.all(
    [...kinds].map(async ([entity, group]) => {
      const known = group.filter(({ id }) => id !== null)
      const ids = [...new Set(known.flatMap(({ id }) => id ?? []))]
      const counts = await outcomeOf(async () => (ids.length > 0 ? countPending(entity, ids) : nobody))
      for (const handle of group) {
        const { id, identityFailure } = handle
        if (identityFailure) handle.pendingWrites = { kind: 'failed', failure: identityFailure }
        else if (counts.kind === 'failed' && id !== null) handle.pendingWrites = counts
        else {
          const counted = counts.kind === 'value' && id !== null ? counts.value.get(id) : undefined
          handle.pendingWrites = { kind: 'value', value: counted ?? none }
        }
      }
    }),
  )
}
