import { attributeOf } from '../auth/attribute-of.ts'
import {
  conditionsOf,
  isConditional,
  isGranted,
  joinGrants,
  type Condition,
  type Decided,
  type Grant,
} from '../auth/grant.ts'
import type { Rights } from '../auth/rights.ts'
import { forbidden } from '../errors/forbidden.ts'
import type { Entity } from '../schema/catalog.ts'
import { isRef, type Changes } from './read-changes.ts'
import { readSubject, type Subject } from './read-subject.ts'
import type { EntityMutation, MutationRequest } from './write-engine.ts'
import type { WriteParts } from './write-parts.ts'

/** What a caller needs for a mutation, before anything is read: the grants, and what has to be decided about the record. */
export interface Permission {
  /** By coordinate: `Customer.email`, `Mutation.cancelBooking`. */
  needed: ReadonlyMap<string, Grant>
  conditions: readonly Condition[]
  /** Who may neither see the record nor change it gets the answer that there is none. */
  visible: Grant
}

/**
 * @param mutation null: the fields alone count
 * @throws GatewayError FORBIDDEN for what this caller may never do, whatever the record
 */
export function needOf(
  rights: Rights,
  entity: Entity,
  mutation: EntityMutation | null,
  fields: Iterable<string>,
): Permission {
  const needed = new Map<string, Grant>()
  if (mutation?.kind === 'action') needed.set(`Mutation.${mutation.name}`, rights.mutation(mutation.name))
  for (const name of fields) {
    const field = entity.fields.get(name)
    if (field) needed.set(`${entity.name}.${name}`, rights.of(field).write)
  }
  refuse(needed, (grant) => grant !== 'NEVER')
  const visible = joinGrants([rights.entity(entity.name).visible, ...needed.values()])
  return { needed, conditions: conditionsOf([...needed.values(), visible]), visible }
}

/** @throws GatewayError FORBIDDEN for what this caller may not do with this record; why that could not be decided */
export function permit({ needed }: Permission, subject: Pick<Subject, 'decided'>): void {
  const isDecided = ![...needed.values()].some(isConditional)
  const decided: Decided = isDecided ? new Map() : subject.decided()
  refuse(needed, (grant) => isGranted(grant, decided))
}

/** One 'no' refuses the whole: nothing of it is done. */
function refuse(needed: Permission['needed'], isAllowed: (grant: Grant) => boolean): void {
  const denied = [...needed].filter(([, grant]) => !isAllowed(grant)).map(([coordinate]) => coordinate)
  const [first] = denied
  if (first === undefined) return
  const what = first.startsWith('Mutation.')
    ? `${first} may not be done`
    : `${denied.join(', ')} may not be changed`
  throw forbidden(first, `${what} by this caller; nothing was changed`)
}

/**
 * The conditions for a record that is not there yet: decided by what it is to hold, and by whom it is to belong to.
 * @throws GatewayError NOT_FOUND for a customer that is none
 */
export async function decideForNew(
  parts: Pick<WriteParts, 'catalog' | 'reads'>,
  entity: Entity,
  changes: Changes,
  { conditions }: Permission,
  request: MutationRequest,
): Promise<Decided> {
  const decided = new Map<string, boolean>()
  for (const condition of conditions)
    decided.set(condition.key, await holdsForNew(parts, entity, changes, condition, request))
  return decided
}

async function holdsForNew(
  parts: Pick<WriteParts, 'catalog' | 'reads'>,
  entity: Entity,
  changes: Changes,
  condition: Condition,
  { caller, call }: MutationRequest,
): Promise<boolean> {
  const leadsTo = condition.kind === 'self' ? entity.self : condition.via?.name
  if (leadsTo === undefined && condition.kind === 'rule') {
    const [name, ...path] = condition.path
    const allowed = attributeOf(caller.principal, condition.attribute)
    const value = valueAt(changes.get(name), path)
    return allowed === 'ALL' || (typeof value === 'string' && allowed.includes(value))
  }
  // Nobody is the customer who is being created.
  const ref = leadsTo === null || leadsTo === undefined || leadsTo === 'id' ? null : changes.get(leadsTo)
  const owner = isRef(ref) ? parts.catalog.entities.get(ref.$entity) : undefined
  if (!isRef(ref) || !owner) return false
  const asked: Condition = condition.kind === 'self' ? condition : { ...condition, via: null }
  const asking = {
    entity: owner,
    id: ref.id,
    records: [],
    conditions: [asked],
    visible: 'ALWAYS' as const,
    caller,
  }
  const subject = await readSubject(parts, asking, call)
  return subject.decided().get(asked.key) === true
}

/** A value that is given by its code alone (a property) is that code. */
function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : at),
    value,
  )
}
