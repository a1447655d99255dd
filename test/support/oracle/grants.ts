import type { Principal } from '../../../src/auth/principal.ts'
import type { EntityRules, FieldRules, Restriction, Rules } from './read-rules.ts'

/** What has to be true of a record. */
export type RecordCondition =
  { kind: 'SELF' } | { kind: 'RULE'; restriction: Restriction; allowed: readonly string[] }

/** One way to see something: all its conditions hold; none means always. */
export type Way = readonly RecordCondition[]

/** Ways to see something, of which one is enough; none means never. */
export type Grant = readonly Way[]

/** A caller's rights by the text of the specification, worked out anew for each question. */
export interface Grants {
  read(field: FieldRules): Grant
  masked(field: FieldRules): Grant
  /** To filter or sort by a field, and to look a record up by it: what reading it takes. */
  compare(field: FieldRules): Grant
  lookUp(field: FieldRules): Grant
  /** The join of all grants of all fields. */
  visible(entity: EntityRules): Grant
  /** To be an edge of a connection. */
  listed(entity: EntityRules): Grant
  /** Whether a root field's own access list, if it has one, lets the caller in. */
  root(name: string): boolean
  /** Whether a mutation of an entity may be asked for at all, whichever record it is about. */
  mutation(name: string, entity: string): boolean
}

export function createGrants(rules: Rules, principal: Principal, isAnonymous: boolean): Grants {
  const roles = rolesOf(principal, isAnonymous)
  const inScope = (type: string, field: string) =>
    principal.scopes === 'ALL' ||
    principal.scopes.some((scope) => ['read:*', `read:${type}`, `read:${type}.${field}`].includes(scope))

  const ways = (listed: readonly string[], { entity: name, name: field }: FieldRules): Grant => {
    const entity = rules.entities.get(name)!
    if (!inScope(name, field)) return []
    return roles
      .filter((role) => listed.includes(role))
      .flatMap((role): Way[] => {
        if (role === 'SELF') return entity.self === null ? [] : [[{ kind: 'SELF' }]]
        const bound = entity.restrictions.filter((one) => one.roles.includes(role))
        return [
          bound.flatMap((restriction): RecordCondition[] => {
            const allowed = principal.attributes[restriction.attribute] ?? []
            return allowed === 'ALL' ? [] : [{ kind: 'RULE', restriction, allowed }]
          }),
        ]
      })
  }
  const read = (field: FieldRules) => ways(field.read, field)
  const masked = (field: FieldRules) => ways(field.masked, field)
  const visible = (entity: EntityRules) =>
    [...entity.fields.values()].flatMap((field) => [...read(field), ...masked(field)])
  return {
    read,
    masked,
    compare: read,
    lookUp: read,
    visible,
    listed: visible,
    root(name) {
      const listed = rules.roots.get(name) ?? null
      if (listed === null) return true
      // No record belongs to anybody here, so that SELF says nothing.
      return inScope('Query', name) && roles.some((role) => role !== 'SELF' && listed.includes(role))
    },
    mutation(name, entity) {
      const wanted = ['write:*', `write:${entity}`, `write:${name}`]
      const isInScope = principal.scopes === 'ALL' || principal.scopes.some((scope) => wanted.includes(scope))
      const mayBe = (role: string) => role !== 'SELF' || rules.entities.get(entity)!.self !== null
      return isInScope && roles.some((role) => rules.mutations.get(name)!.includes(role) && mayBe(role))
    },
  }
}

export function isNever(grant: Grant): boolean {
  return grant.length === 0
}

export function isAlways(grant: Grant): boolean {
  return grant.some((way) => way.length === 0)
}

/** The different ways of a grant, by their text. */
export function distinctWays(grant: Grant): Way[] {
  return [...new Map(grant.map((way) => [JSON.stringify(way), way])).values()]
}

function rolesOf(principal: Principal, isAnonymous: boolean): string[] {
  if (isAnonymous) return ['ANONYMOUS']
  const given = principal.roles.filter((role) => !['SELF', 'GUEST', 'ANONYMOUS'].includes(role))
  return principal.customer ? [...given, 'SELF', 'GUEST'] : given
}
