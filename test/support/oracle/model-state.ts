import { GraphQLError } from 'graphql'
import type { Principal } from '../../../src/auth/principal.ts'
import { Reference } from '../../../src/datasources/source-record.ts'
import type { Grant, Grants, RecordCondition } from './grants.ts'
import { numberOf, type Identities } from './identities.ts'
import { externalId } from './make-world.ts'
import type { EntityRules, FieldRules, Rules } from './read-rules.ts'
import { recordName, type World, type WorldRecord } from './world.ts'

export type Path = readonly (string | number)[]

/** An entity of the world. */
export interface Thing {
  rules: EntityRules
  id: string
  number: number
}

/** What resolvers of one reply share. */
export interface Model {
  rules: Rules
  world: World
  identities: Identities
  principal: Principal
  grants: Grants
  /** The canonical id that the caller is; null for one who is no customer, or none that exists. */
  callerId: string | null
  needed: Set<string>
  /** The same with the place that needs it: `neededAt`. */
  neededAt: Set<string>
  tolerated: Set<string>
  /** Kinds of which any record may be read: in place of one that a look-up did not find. */
  decoys: Set<string>
  masks: Map<string, { mask: string; clear: unknown }>
  alternatives: Map<string, unknown>
  sourceRecords: Map<string, string>
}

/** Null with an error of one of these codes, naming one of these fields. */
export function refuse(fields: readonly string[], codes: readonly string[] = ['FORBIDDEN']): GraphQLError {
  return new GraphQLError(codes.join(' or '), { extensions: { codes, fields } })
}

/** How a field of a record that is seen reads. */
export function showsAs(model: Model, thing: Thing, field: FieldRules): 'CLEAR' | 'MASKED' | 'HIDDEN' {
  if (holdsOn(model, model.grants.read(field), thing)) return 'CLEAR'
  return holdsOn(model, model.grants.masked(field), thing) ? 'MASKED' : 'HIDDEN'
}

export function isVisible(model: Model, thing: Thing): boolean {
  return holdsOn(model, model.grants.visible(thing.rules), thing)
}

/** Whether one way's conditions all hold; what has to be read to know is tolerated. */
export function holdsOn(model: Model, grant: Grant, thing: Thing): boolean {
  if (grant.some((way) => way.length === 0)) return true
  return grant.filter((way) => way.every((condition) => conditionHolds(model, condition, thing))).length > 0
}

function conditionHolds(model: Model, condition: RecordCondition, thing: Thing): boolean {
  if (condition.kind === 'SELF') {
    const owner = thing.rules.self === 'id' ? null : guardValue(model, thing, thing.rules.self!)
    const ownerId =
      owner instanceof Reference ? thingOf(model, owner)?.id : thing.rules.self === 'id' ? thing.id : null
    return model.callerId !== null && ownerId === model.callerId
  }
  const { restriction, allowed } = condition
  let [name, ...rest] = restriction.path
  let value = guardValue(model, thing, name!)
  if (value instanceof Reference) {
    const target = thingOf(model, value)
    ;[name, ...rest] = rest
    value = target && guardValue(model, target, name!)
  }
  for (const member of rest) value = (value as Record<string, unknown> | null)?.[member] ?? null
  return typeof value === 'string' && allowed.includes(value)
}

function guardValue(model: Model, thing: Thing, name: string): unknown {
  const field = thing.rules.fields.get(name)!
  const record = recordOf(model, thing, field.system, field.part)
  if (record) model.tolerated.add(recordName(record))
  return record?.values[name] ?? null
}

export function recordOf(
  model: Model,
  thing: Thing,
  system: string,
  part: string | null,
): WorldRecord | null {
  const id = externalId(system, thing.rules.name, thing.number)
  const found = model.world.records.find(
    (record) =>
      record.system === system &&
      record.entity === thing.rules.name &&
      record.part === part &&
      record.id === id,
  )
  return found ?? null
}

export function thingOf(
  model: Model,
  { entity, externalId: id }: Pick<Reference, 'entity' | 'externalId'>,
): Thing | null {
  const known = model.identities.idOf.get(`${entity} ${numberOf(id)}`)
  return known === undefined
    ? null
    : { rules: model.rules.entities.get(entity)!, id: known, number: numberOf(id) }
}

/**
 * What deciding about a record would read may be read of any other where a look-up shows none: the calls then do not tell
 * whether a record is hidden or does not exist.
 */
export function tolerateDecoys(model: Model, entity: EntityRules): void {
  const add = ({ system, part }: FieldRules, of: string) =>
    model.decoys.add(recordName({ system, entity: of, part, id: '' }))
  for (const condition of model.grants.visible(entity).flat()) {
    const path = condition.kind === 'RULE' ? condition.restriction.path : [entity.self!]
    const field = entity.fields.get(path[0]!)!
    if (!field.isOwn) add(field, entity.name)
    const target =
      field.leadsTo === null || path[1] === undefined ? null : model.rules.entities.get(field.leadsTo)!
    if (target) add(target.fields.get(path[1]!)!, target.name)
  }
}
