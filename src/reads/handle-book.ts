import type { Identity } from '../identity/crosswalk.ts'
import type { SystemName } from '../schema/catalog.ts'
import { adoptIdentity, createHandle, type EntityHandle } from './entity-handle.ts'

export type HandleOf = (entity: string, system: SystemName, externalId: string) => EntityHandle

/** The handles of one request: what two places of a document reach in the same way is one. */
export interface HandleBook {
  /** Of a system's record. */
  handleOf: HandleOf
  /** Of what the crosswalk knows. */
  handleOfIdentity(identity: Identity): EntityHandle
}

export function createHandleBook(now: () => number): HandleBook {
  const byRecord = new Map<string, EntityHandle>()
  const byId = new Map<string, EntityHandle>()
  return {
    handleOf(entity, system, externalId) {
      const key = `${entity} ${system} ${externalId}`
      const handle = byRecord.get(key) ?? createHandle(entity, { system, externalId })
      byRecord.set(key, handle)
      return handle
    },
    handleOfIdentity(identity) {
      const key = `${identity.entity} ${identity.id}`
      const known = byId.get(key)
      if (known) return known
      const handle = createHandle(identity.entity)
      adoptIdentity(handle, identity, now())
      byId.set(key, handle)
      return handle
    },
  }
}
