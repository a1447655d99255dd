import type { Principal } from '../auth/principal.ts'
import type { Crosswalk } from '../identity/crosswalk.ts'
import { findCustomerEntity, type Catalog } from '../schema/catalog.ts'
import { adoptIdentity, externalIdAt, type EntityHandle } from './entity-handle.ts'
import type { HandleOf } from './handle-book.ts'
import type { Linker } from './link-entities.ts'
import type { Loaders } from './loaders.ts'

/** The customer that the caller of a request is, found once. */
export interface Self {
  /** null for a caller who is none, or no longer. @throws why that is not known */
  find(): Promise<EntityHandle | null>
  /** The same where it is known already; undefined: it has to be found. */
  known(): EntityHandle | null | undefined
  /** Told of records that were found in other ways: one that has the caller's own key is the caller, and needs no search. */
  recognise(handles: readonly EntityHandle[]): void
}

export interface SelfParts {
  catalog: Catalog
  caller: Pick<Principal, 'customer'>
  crosswalk: Crosswalk
  loaders: Loaders
  linker: Linker
  handleOf: HandleOf
  now: () => number
}

export function createSelf(parts: SelfParts): Self {
  const { catalog, caller, crosswalk, loaders, linker, handleOf, now } = parts
  const entity = findCustomerEntity(catalog)
  const customer = entity ? caller.customer : null
  let self: EntityHandle | null | undefined = customer ? undefined : null
  let finding: Promise<EntityHandle | null> | undefined

  const keep = (found: EntityHandle | null): EntityHandle | null => (self ??= found)

  /** A credential may outlive the customer that it names: one that no system knows is nobody. */
  const find = async (): Promise<EntityHandle | null> => {
    if (!customer || !entity) return null
    const { system, externalId } = customer
    const handle = handleOf(entity.name, system, externalId)
    const known = (await crosswalk.findByExternalIds(entity.name, system, [externalId])).get(externalId)
    if (known) {
      adoptIdentity(handle, known, now())
      return keep(handle)
    }
    const loaded = await loaders.record({ system, entity: entity.name, part: null }, externalId, 'FRESH')
    if (loaded.kind === 'failed') throw loaded.failure.error
    if (loaded.kind === 'gone') return keep(null)
    await linker.identify([handle])
    if (handle.identityFailure) throw handle.identityFailure.error
    return keep(handle)
  }

  return {
    find: () => (self === undefined ? (finding ??= find()) : Promise.resolve(self)),
    known: () => self,
    recognise(handles) {
      if (self !== undefined || finding || !customer) return
      for (const handle of handles) {
        // One with an id was found by the crosswalk, which is what a search would ask.
        if (handle.id === null || handle.entity !== entity?.name) continue
        if (externalIdAt(handle, customer.system) === customer.externalId) self = handle
      }
    },
  }
}
