import { isConditional } from '../auth/grant.ts'
import { maskText } from '../auth/mask.ts'
import type { Rights } from '../auth/rights.ts'
import { onceInARow } from '../datasources/once-in-a-row.ts'
import { isGrantedOf } from '../reads/entity-handle.ts'
import type { Catalog, Entity, EntityField } from '../schema/catalog.ts'
import { nullBecauseOf } from './report-failure.ts'
import { valueResolverOf, type EntityResolver } from './value-resolvers.ts'

/** Resolvers of all fields of all entities, from the catalog: a company's own field needs none of its own. */
export function createEntityResolvers(catalog: Catalog): Record<string, Record<string, EntityResolver>> {
  return Object.fromEntries(
    [...catalog.entities.values()].map((entity) => [
      entity.name,
      Object.fromEntries([...entity.fields.values()].map((field) => [field.name, resolverOf(entity, field)])),
    ]),
  )
}

/** The one place where a loaded value meets what its reader may see of it. */
function resolverOf(entity: Entity, field: EntityField): EntityResolver {
  const resolve = valueResolverOf(entity, field)
  // All values of a reply are asked with the same rights.
  const rightsOf = onceInARow((rights: Rights) => rights.of(field))
  return (handle, args, context, info) => {
    const { read, masked, mask } = rightsOf(context.rights)
    if (isGrantedOf(handle, read)) return resolve(handle, args, context, info)
    if (mask !== null && isGrantedOf(handle, masked)) {
      const value = resolve(handle, args, context, info)
      return typeof value === 'string' ? maskText(mask, value) : null
    }
    const mayYetBe = isConditional(read) || isConditional(masked)
    return mayYetBe && handle.undecided
      ? nullBecauseOf(handle.undecided, context, info)
      : context.denials.deny(context, info)
  }
}
