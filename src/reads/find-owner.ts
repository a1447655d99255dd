import type { SystemName } from '../schema/catalog.ts'
import type { EntityHandle } from './entity-handle.ts'

/** The system whose record a value tree (an order's line, an address) is part of. */
export type FindOwner = (tree: object) => SystemName | undefined

/**
 * Only what went wrong inside a tree asks, and nothing on the way to it knows: so all that was read is walked then, once,
 * instead of every tree being noted down in every request.
 */
export function createOwnerFinder(handles: () => Iterable<EntityHandle>): FindOwner {
  let owners: Map<object, SystemName> | null = null
  return (tree) => (owners ??= indexOwners(handles())).get(tree)
}

function indexOwners(handles: Iterable<EntityHandle>): Map<object, SystemName> {
  const owners = new Map<object, SystemName>()
  const note = (value: unknown, owner: SystemName): void => {
    if (typeof value !== 'object' || value === null || owners.has(value)) return
    owners.set(value, owner)
    for (const member of Object.values(value)) note(member, owner)
  }
  for (const { records } of handles)
    for (const [key, outcome] of records) {
      const [system = ''] = key.split('/')
      if (outcome.kind === 'loaded') note(outcome.record.values, system)
    }
  return owners
}
