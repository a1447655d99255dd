import type { SystemName } from '../schema/catalog.ts'
import { createHandle, type EntityHandle } from './entity-handle.ts'

export type HandleOf = (entity: string, system: SystemName, externalId: string) => EntityHandle

/** The one handle of each record in a request, whichever way the request reaches it. */
export function createHandleBook(): HandleOf {
  const handles = new Map<string, EntityHandle>()
  return (entity, system, externalId) => {
    const key = `${entity} ${system} ${externalId}`
    const handle = handles.get(key) ?? createHandle(entity, { system, externalId })
    handles.set(key, handle)
    return handle
  }
}
