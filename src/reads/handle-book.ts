import type { Reference } from '../datasources/source-record.ts'
import type { Identity } from '../identity/crosswalk.ts'
import type { SystemName } from '../schema/catalog.ts'
import { adoptIdentity, createHandle, createHandleAt, type EntityHandle } from './entity-handle.ts'

export type HandleOf = (entity: string, system: SystemName, externalId: string) => EntityHandle

/** The handles of one request: what two places of a document reach in the same way is one. */
export interface HandleBook {
  /** Of a system's record. */
  handleOf: HandleOf
  /** The same for many records of one kind. */
  handlesOf(entity: string, system: SystemName): (externalId: string) => EntityHandle
  /** Of what a record of a system refers to. */
  handleOfReference(reference: Reference, system: SystemName): EntityHandle
  /** The same for who does not know the system; undefined where that was not followed yet. */
  referred(reference: Reference): EntityHandle | undefined
  /** Of what the crosswalk knows. */
  handleOfIdentity(identity: Identity): EntityHandle
  /** All that there are so far. */
  handles(): Iterable<EntityHandle>
}

export function createHandleBook(now: () => number): HandleBook {
  const byKind = new Map<string, Map<string, EntityHandle>>()
  const byReference = new Map<Reference, EntityHandle>()
  const byId = new Map<string, EntityHandle>()

  const kindOf = (entity: string, system: SystemName): Map<string, EntityHandle> => {
    const name = `${entity} ${system}`
    let kind = byKind.get(name)
    if (!kind) byKind.set(name, (kind = new Map<string, EntityHandle>()))
    return kind
  }
  const handlesOf: HandleBook['handlesOf'] = (entity, system) => {
    const kind = kindOf(entity, system)
    return (externalId) => {
      let handle = kind.get(externalId)
      if (!handle) kind.set(externalId, (handle = createHandleAt(entity, system, externalId)))
      return handle
    }
  }
  const handleOf: HandleOf = (entity, system, externalId) => handlesOf(entity, system)(externalId)

  return {
    handleOf,
    handlesOf,
    handleOfReference(reference, system) {
      let handle = byReference.get(reference)
      if (!handle) {
        handle = handleOf(reference.entity, system, reference.externalId)
        byReference.set(reference, handle)
      }
      return handle
    },
    referred: (reference) => byReference.get(reference),
    handleOfIdentity(identity) {
      const key = `${identity.entity} ${identity.id}`
      const known = byId.get(key)
      if (known) return known
      const handle = createHandle(identity.entity)
      adoptIdentity(handle, identity, now())
      byId.set(key, handle)
      return handle
    },
    *handles() {
      yield* byId.values()
      for (const kind of byKind.values()) yield* kind.values()
    },
  }
}
