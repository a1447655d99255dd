import type { Catalog, Root, SubscriptionRoot } from '../schema/catalog.ts'
import { adviseName, suggestName } from '../schema/suggest-name.ts'

const verbs = ['read', 'write']

/**
 * What is wrong with a scope that bounds nothing of this schema, and the fix; null for one that does: `read:*`,
 * `write:Customer`, `read:Customer.email`, and `read:availability` or `write:cancelBooking` for what has an access list of its own.
 */
export function describeUnknownScope(scope: string, catalog: Catalog): string | null {
  const [, verb, name] = /^([^:]*):(.*)$/s.exec(scope) ?? []
  if (verb === undefined || name === undefined)
    return `"${scope}" is no scope: write it as ${nearestScope(scope, catalog)}`
  if (!verbs.includes(verb))
    return `"${scope}" is no scope: it has to begin with read: or write:; ${adviseName(verb, verbs)}`
  if (name === '*') return null
  const [entityName = '', fieldName, ...rest] = name.split('.')
  const entity = catalog.entities.get(entityName)
  if (entity) {
    if (fieldName === undefined || (rest.length === 0 && entity.fields.has(fieldName))) return null
    const advice = adviseName([fieldName, ...rest].join('.'), entity.fields.keys())
    return `"${scope}" names no field of ${entityName}: ${advice}`
  }
  return fieldName === undefined
    ? describeUnknownRoot(scope, verb, name, catalog)
    : `"${scope}" names no entity: ${adviseName(entityName, catalog.entities.keys())}`
}

function describeUnknownRoot(scope: string, verb: string, name: string, catalog: Catalog): string | null {
  const { roots, mutations, subscriptions, entities } = catalog
  const read = new Map<string, Root | SubscriptionRoot>([...subscriptions, ...roots])
  const [own, other] = verb === 'read' ? [read, mutations] : [mutations, read]
  const found = own.get(name)
  if (found && 'access' in found) return null
  if (found && 'entity' in found)
    return `"${scope}" names a field that leads to ${found.entity}: write ${verb}:${found.entity}`
  const elsewhere = other.get(name)
  if (elsewhere && 'access' in elsewhere) {
    const [can, instead] = verb === 'read' ? ['done', 'write'] : ['read', 'read']
    return `"${scope}" names what can only be ${can}: write ${instead}:${name}`
  }
  const known = [...own.values()].filter((one) => 'access' in one).map((one) => one.name)
  return `"${scope}" names nothing of the schema: ${adviseName(name, [...entities.keys(), ...known])}`
}

/** For a text without a verb: the scope that was probably meant. */
function nearestScope(text: string, { entities }: Catalog): string {
  const [entityName = '', ...field] = text.split('.')
  const entity = suggestName(entityName, entities.keys())
  return entity === null
    ? 'read:*, read:Customer or read:Customer.email'
    : `read:${[entity, ...field].join('.')}`
}
