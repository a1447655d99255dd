import type { Access, Catalog, Entity, EntityField, MaskName, Mutation, RoleName } from '../schema/catalog.ts'
import { grantOf, isSameGrant, joinGrants, type Condition, type Grant, type Way } from './grant.ts'
import { heldRoles } from './held-roles.ts'
import type { Principal } from './principal.ts'

/** What holds for one field of an entity. */
export interface FieldRights {
  /** To see its value. */
  read: Grant
  /** To see its value as `mask` shows it, where `read` does not hold. */
  masked: Grant
  mask: MaskName | null
  write: Grant
  /** Either of `read` and `masked`. */
  seen: Grant
}

export interface EntityRights {
  /** To see that there is such a record: whoever sees anything of it does. */
  visible: Grant
  fields: ReadonlyMap<string, FieldRights>
}

/**
 * What the callers of some roles, scopes and attributes may see and change: static, so it selects their plans. Which
 * customer they are, and which values their attributes have, is not in it: that decides conditions (see Grant).
 */
export interface Rights {
  /** The same for callers with the same rights. */
  key: string
  /** Of an entity's field; the table is by the catalog's own objects, because it is asked for every value of a reply. */
  of(field: EntityField): FieldRights
  entity(name: string): EntityRights
  /** Whether a field of `Query` may be asked at all. */
  mayAsk(root: string): boolean
  /** Whether a field of `Subscription` may be followed at all. */
  mayFollow(subscription: string): boolean
  /**
   * To do what a field of `Mutation` does. What an action's conditions are about is the record that it changes. Of one that
   * sets fields: whether any of them may be written, and each field's own `write` says the rest.
   */
  mutation(name: string): Grant
}

/** What decides the rights of a caller, and nothing more: two callers with the same standing share a table. */
export interface Standing {
  roles: readonly RoleName[]
  scopes: readonly string[] | 'ALL'
  /** Attributes that record rules compare with: those that restrict nothing, and those that are there. */
  unrestricted: readonly string[]
}

/** Everything, without a condition: for tools that are not a caller. */
export function everyRight(catalog: Catalog): Rights {
  const restrictions = [...catalog.entities.values()].flatMap((entity) => entity.restrictions)
  const unrestricted = restrictions.map(({ to }) => to)
  return createRights(catalog, { roles: [...catalog.roles], scopes: 'ALL', unrestricted })
}

export function standingOf(principal: Principal): Standing {
  const { attributes, scopes } = principal
  const unrestricted = Object.keys(attributes).filter((name) => attributes[name] === 'ALL')
  return {
    roles: [...new Set(heldRoles(principal))].sort(),
    scopes: scopes === 'ALL' ? scopes : [...new Set(scopes)].sort(),
    unrestricted: unrestricted.sort(),
  }
}

/** The whole table of a standing. Pure. */
export function createRights(catalog: Catalog, standing: Standing): Rights {
  const own = new Map(
    [...catalog.entities.values()].map((entity) => [entity.name, rightsOn(entity, standing)]),
  )
  const table = new Map<EntityField, FieldRights>()
  const entities = new Map<string, EntityRights>()
  for (const entity of catalog.entities.values()) {
    const fields = own.get(entity.name) ?? new Map<string, FieldRights>()
    const visible = joinGrants([...fields.values()].map(({ seen }) => seen))
    const settled = new Map(
      [...entity.fields.values()].map((field) => {
        const leadsTo = 'entity' in field ? own.get(field.entity) : undefined
        const isDeadEnd = leadsTo && joinGrants([...leadsTo.values()].map(({ seen }) => seen)) === 'NEVER'
        const rights = isDeadEnd ? nothing : shareGrants(fields.get(field.name) ?? nothing, visible)
        // Whoever sees anything of an entity sees its id, which tells one record from another and nothing else.
        return [
          field.name,
          field.kind === 'id' ? { ...rights, read: visible, seen: visible } : rights,
        ] as const
      }),
    )
    for (const [name, rights] of settled) {
      const field = entity.fields.get(name)
      if (field) table.set(field, rights)
    }
    entities.set(entity.name, { visible, fields: settled })
  }
  const mutations = new Map(
    [...catalog.mutations.values()].map((one) => [one.name, grantToMutate(catalog, one, own, standing)]),
  )
  /** Answered by the gateway or as one operation: it has an access list of its own. */
  const mayRead = ({ name, access }: { name: string; access: Access }): boolean =>
    standing.roles.some((role) => access.read.includes(role)) && hasScope(standing, 'read', name)
  const visibleOf = (name: string): Grant => entities.get(name)?.visible ?? 'NEVER'
  return {
    key: JSON.stringify([standing.roles, standing.scopes, standing.unrestricted]),
    of: (field) => table.get(field) ?? nothing,
    entity: (name) => entities.get(name) ?? { visible: 'NEVER', fields: new Map() },
    mutation: (name) => mutations.get(name) ?? 'NEVER',
    mayFollow(name) {
      const root = catalog.subscriptions.get(name)
      return root !== undefined && mayRead(root)
    },
    mayAsk(name) {
      const root = catalog.roots.get(name)
      switch (root?.kind) {
        case undefined:
          return false
        case 'operation':
        case 'gateway':
          return mayRead(root)
        case 'node':
          return [...entities.values()].some(({ visible }) => visible !== 'NEVER')
        case 'lookup':
        case 'lookupMany':
        case 'byExternalId':
        case 'list':
        case 'self':
          return visibleOf(root.entity) !== 'NEVER'
      }
    },
  }
}

const nothing: FieldRights = { read: 'NEVER', masked: 'NEVER', mask: null, write: 'NEVER', seen: 'NEVER' }

/** Where a field is seen as its record is, by one object: mostly so, and comparing the two decides most values. */
function shareGrants(rights: FieldRights, visible: Grant): FieldRights {
  const share = (grant: Grant): Grant => (isSameGrant(grant, visible) ? visible : grant)
  return { ...rights, read: share(rights.read), masked: share(rights.masked), seen: share(rights.seen) }
}

/** By each field's own declaration. */
function rightsOn(entity: Entity, standing: Standing): Map<string, FieldRights> {
  return new Map(
    [...entity.fields.values()].map(({ name, access }) => {
      const on = (kind: 'read' | 'write', roles: Access['read']): Grant =>
        hasScope(standing, kind, entity.name, name) ? grantOf(waysOf(entity, roles, standing)) : 'NEVER'
      const read = on('read', access.read)
      const masked = on('read', access.masked)
      const write = on('write', access.write)
      return [name, { read, masked, mask: access.mask, write, seen: joinGrants([read, masked]) }]
    }),
  )
}

function grantToMutate(
  catalog: Catalog,
  mutation: Mutation,
  fields: ReadonlyMap<string, ReadonlyMap<string, FieldRights>>,
  standing: Standing,
): Grant {
  const { name } = mutation
  switch (mutation.kind) {
    case 'create':
    case 'update': {
      const set = [...(catalog.inputs.get(mutation.input)?.values() ?? [])]
      return joinGrants(set.map(({ field }) => fields.get(mutation.entity)?.get(field)?.write ?? 'NEVER'))
    }
    case 'action': {
      const entity = catalog.entities.get(mutation.entity)
      const isInScope = hasScope(standing, 'write', mutation.entity) || hasScope(standing, 'write', name)
      return entity && isInScope ? grantOf(waysOf(entity, mutation.access.write, standing)) : 'NEVER'
    }
    case 'gateway': {
      const isHeld = standing.roles.some((role) => mutation.access.write.includes(role))
      return isHeld && hasScope(standing, 'write', name) ? 'ALWAYS' : 'NEVER'
    }
  }
}

/** One way for each role that the caller holds and that is among `roles`. */
function waysOf(entity: Entity, roles: readonly RoleName[], { roles: held, unrestricted }: Standing): Way[] {
  return held
    .filter((role) => roles.includes(role))
    .map((role): Way => {
      if (role === 'SELF') return [self]
      return entity.restrictions
        .filter((rule) => rule.roles.includes(role) && !unrestricted.includes(rule.to))
        .map(({ field, via, path, to }) => ({
          kind: 'rule',
          key: `${field} of ${to}`,
          via,
          path,
          attribute: to,
        }))
    })
}

const self: Condition = { kind: 'self', key: 'self' }

/** `read:*`, `read:Customer` or `read:Customer.email` for a field; `read:availability`, `write:cancelBooking` for others. */
function hasScope({ scopes }: Standing, kind: 'read' | 'write', name: string, field?: string): boolean {
  if (scopes === 'ALL') return true
  const wanted = [
    `${kind}:*`,
    `${kind}:${name}`,
    ...(field === undefined ? [] : [`${kind}:${name}.${field}`]),
  ]
  return wanted.some((scope) => scopes.includes(scope))
}
