import { sourceKey, type Catalog, type SystemName } from '../schema/catalog.ts'
import { linkAt, type EntityHandle } from './entity-handle.ts'
import { entityOf } from './entity-of.ts'
import type { Linker } from './link-entities.ts'
import { loadRecordsOf } from './load-records.ts'
import type { Loaders } from './loaders.ts'
import type { RecordOutcome } from './outcome.ts'
import type { Waiting } from './waiting.ts'

/** The records by one of whose fields something is decided: read from their owner, and shown as they were decided. */
export interface DecidingRecords {
  fieldName: string
  owner: SystemName
  /** Loads those that are not there; null: all are. */
  load(handles: readonly EntityHandle[]): Waiting
  /** Of what was loaded; null where its owner has none. */
  recordOf(handle: EntityHandle): RecordOutcome | null
}

/** @returns null for a field that no record holds */
export function decidingRecords(
  parts: { catalog: Catalog; loaders: Loaders; linker: Linker },
  entity: string,
  fieldName: string,
): DecidingRecords | null {
  const { catalog, loaders, linker } = parts
  const field = entityOf({ catalog }, entity).fields.get(fieldName)
  if (field?.kind !== 'value' && field?.kind !== 'reference') return null
  const { owner, part } = field
  const key = sourceKey(owner, part)

  const load = (handles: readonly EntityHandle[]): Waiting =>
    loadRecordsOf(handles, { system: owner, part }, loaders, 'FRESH')
  // Met by another system's record, as a reference is: who it is has to be known to find it at this one.
  const linkAndLoad = async (unlinked: readonly EntityHandle[], all: readonly EntityHandle[]) => {
    await linker.identify(unlinked.filter(({ id }) => id === null))
    await linker.linkTo(unlinked, owner)
    await load(all)
  }

  return {
    fieldName,
    owner,
    load(handles) {
      const open = handles.filter(({ records }) => !records.has(key))
      if (open.length === 0) return null
      const unlinked = new Set(open.filter((handle) => !linkAt(handle, owner)))
      return unlinked.size > 0 ? linkAndLoad([...unlinked], open) : load(open)
    },
    recordOf(handle) {
      const record = handle.records.get(key)
      if (record) return record
      const link = linkAt(handle, owner)
      return link?.state === 'UNRESOLVED' ? { kind: 'failed', failure: link.failure } : null
    },
  }
}
