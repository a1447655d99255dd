import type { Catalog, Entity } from '../schema/catalog.ts'

/** @throws Error for a name that a plan could not have */
export function entityOf({ catalog }: { catalog: Catalog }, name: string): Entity {
  const entity = catalog.entities.get(name)
  if (!entity) throw new Error(`not an entity: ${name}`)
  return entity
}
