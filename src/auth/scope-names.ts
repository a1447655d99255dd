import type { Catalog } from '../schema/catalog.ts'
import { adviseName } from '../schema/suggest-name.ts'

const forms = 'a scope is read: or write:, then *, an entity or a field, e.g. read:Customer.email'

/** Null for a scope that the schema knows (`read:*`, `read:Customer`, `write:Booking.arrival`), else why not, with the fix. */
export function describeUnknownScope(scope: string, catalog: Catalog): string | null {
  const [, kind, entityName, fieldName] =
    /^(read|write):(?:\*|([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?)$/.exec(scope) ?? []
  if (kind === undefined) return `${scope} is no scope: ${forms}.`
  if (entityName === undefined) return null
  const entity = catalog.entities.get(entityName)
  if (!entity)
    return `${scope}: there is no entity ${entityName}; ${adviseName(entityName, catalog.entities.keys())}.`
  if (fieldName === undefined || entity.fields.has(fieldName)) return null
  return `${scope}: ${entityName} has no field ${fieldName}; ${adviseName(fieldName, entity.fields.keys())}.`
}
