import type { Access, Catalog, Entity, EntityField, Mutation, SubscriptionRoot } from './catalog.ts'
import { derivedRoles } from './governance.ts'
import type { Problem } from './problem.ts'

/** Types whose values a mask can show a part of. */
const maskable = new Set(['String', 'EmailAddress', 'PhoneNumber'])

/** Access that could never hold, or would hold for more than it says. */
export function lintAccess({ entities, roots, mutations, subscriptions }: Catalog): Problem[] {
  return [
    ...[...entities.values()].flatMap((entity) => [
      ...[...entity.fields.values()].flatMap((field) => lintField(entity, field)),
      ...lintRestrictions(entity),
    ]),
    ...[...roots.values()].flatMap((root) => ('access' in root ? lintOperation('Query', root) : [])),
    ...[...subscriptions.values()].flatMap((root) => lintOperation('Subscription', root)),
    ...[...mutations.values()].flatMap((mutation) => lintMutation(mutation, entities)),
  ]
}

function lintOperation(
  type: string,
  { name, access, declaredAt }: Pick<SubscriptionRoot, 'name' | 'access' | 'declaredAt'>,
): Problem[] {
  if (!rolesOf(access).includes('SELF')) return []
  const message = `${type}.${name} is no record that could belong to SELF: name GUEST, any caller who is a customer`
  return [{ ...declaredAt, message }]
}

function lintMutation(mutation: Mutation, entities: Catalog['entities']): Problem[] {
  if (mutation.kind === 'gateway') return lintOperation('Mutation', mutation)
  const isOfNobody = mutation.kind === 'action' && entities.get(mutation.entity)?.self === null
  if (!isOfNobody || !rolesOf(mutation.access).includes('SELF')) return []
  const what = `Mutation.${mutation.name} names SELF, and nothing says which customer ${mutation.entity} belongs to`
  const fix = 'add @self(field: ...) to the type, or name GUEST, any caller who is a customer'
  return [{ ...mutation.declaredAt, message: `${what}: ${fix}` }]
}

function lintField(entity: Entity, field: EntityField): Problem[] {
  const name = `${entity.name}.${field.name}`
  const problems: string[] = []
  if (entity.self === null && rolesOf(field.access).includes('SELF')) {
    const fix = 'add @self(field: ...) to the type, or name GUEST, any caller who is a customer'
    problems.push(`${name} names SELF, and nothing says which customer ${entity.name} belongs to: ${fix}`)
  }
  if (field.access.mask !== null && !(field.kind === 'value' && maskable.has(field.type))) {
    problems.push(`${name} has a mask, which only a text can have (${[...maskable].join(', ')}): remove it`)
  }
  return problems.map((message) => ({ ...field.declaredAt, message }))
}

function lintRestrictions(entity: Entity): Problem[] {
  return entity.restrictions.flatMap(({ roles, field }) => {
    const derived = roles.filter((role) => derivedRoles.has(role))
    if (derived.length === 0) return []
    const message = `@restrict on ${entity.name}.${field} names ${derived.join(', ')}, which no key or token gives: remove it`
    return [{ ...entity.declaredAt, message }]
  })
}

function rolesOf({ read, write, masked }: Access): readonly string[] {
  return [...read, ...write, ...masked]
}
