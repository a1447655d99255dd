import { sourceKey, type SystemName } from '../schema/catalog.ts'
import { externalIdAt, setRecord, type EntityHandle } from './entity-handle.ts'
import type { Age, Loaders } from './loaders.ts'
import type { RecordOutcome } from './outcome.ts'
import type { Waiting } from './waiting.ts'

/** Loads the records that entities (all of one kind) have at a system they are linked to, as far as they are not there. */
export function loadRecordsOf(
  handles: readonly EntityHandle[],
  { system, part }: { system: SystemName; part: string | null },
  loaders: Loaders,
  age?: Age,
): Waiting {
  const key = sourceKey(system, part)
  const open = handles.filter((handle) => externalIdAt(handle, system) !== null && !handle.records.has(key))
  const [first] = open
  if (!first) return null
  const ids = open.map((handle) => externalIdAt(handle, system) ?? '')
  const loading = loaders.records({ system, entity: first.entity, part }, ids, age)
  const take = (outcomes: readonly RecordOutcome[]): void => {
    open.forEach((handle, index) => {
      const outcome = outcomes[index]
      if (outcome) setRecord(handle, key, outcome)
    })
  }
  if (loading instanceof Promise) return loading.then(take)
  take(loading)
  return null
}
