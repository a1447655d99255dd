import { distinctWays, isAlways, isNever, type RecordCondition } from './grants.ts'
import { connectionOf, readPage } from './model-connections.ts'
import { holdsOn, isVisible, refuse, thingOf, tolerateDecoys, type Model, type Thing } from './model-state.ts'
import { payloadMutations } from './payload-mutations.ts'
import type { EntityRules } from './read-rules.ts'
import { listRecords, recordName, type Condition } from './world.ts'

type Args = Record<string, unknown>

/** A root field's value by the specification. */
export function resolveRoot(model: Model, name: string, args: Args): unknown {
  const coordinate = `Query.${name}`
  if (!model.grants.root(name)) throw refuse([coordinate])
  if (name === 'availability') return model.world.availability
  if (name in model.identities.own) return model.identities.own[name]
  if (name === 'node') return findNode(model, String(args.id))
  const entity = entityOf(model, name)
  const visible = model.grants.visible(entity)
  if (isNever(visible))
    throw refuse([coordinate], isWellAsked(name, args) ? ['FORBIDDEN'] : ['FORBIDDEN', 'BAD_USER_INPUT'])
  if (name === 'me') return findSelf(model)
  if (name === 'customerByExternalId') return byExternalId(model, args)
  return name.endsWith('s') ? list(model, name, entity, args) : lookUp(model, entity, name, args)
}

/** What a mutation's payload shows: that it was done, and its entity as this caller sees it. */
export function resolveMutation(model: Model, name: string, args: Args): object {
  const { entity, field } = payloadMutations[name]!
  if (!model.grants.mutation(name, entity)) throw refuse([`Mutation.${name}`])
  return { writeId: 'w', receipts: [], userErrors: [], [field]: { shows: String(args.id) } }
}

export function isPayloadEntity(value: unknown): value is { shows: string } {
  return typeof value === 'object' && value !== null && 'shows' in value
}

export function showPayloadEntity(
  model: Model,
  { shows }: { shows: string },
  entity: EntityRules,
  coordinate: string,
): Thing | null {
  if (isNever(model.grants.visible(entity))) throw refuse([coordinate])
  const thing = byId(model, shows)
  return thing?.rules.name === entity.name ? show(model, thing) : showNone(model, entity)
}

/** Whether the customer that a credential names is still there may be looked up by that very key. */
function findSelf(model: Model): Thing | null {
  const { customer } = model.principal
  if (customer) {
    const { system, externalId: id } = customer
    model.tolerated.add(recordName({ system, entity: 'Customer', part: null, id }))
  }
  return model.callerId === null ? null : show(model, byId(model, model.callerId))
}

/** Only an id tells what a node is: one that may never be seen is as one that does not exist. */
function findNode(model: Model, id: string): Thing | null {
  const entities = [...model.rules.entities.values()]
  if (entities.every((entity) => isNever(model.grants.visible(entity)))) throw refuse(['Query.node'])
  // The gateway has to look at each kind of entity that the id could be.
  for (const entity of entities) tolerateDecoys(model, entity)
  return show(model, byId(model, id))
}

function show(model: Model, thing: Thing | null): Thing | null {
  if (!thing || isVisible(model, thing)) return thing
  return showNone(model, thing.rules)
}

function showNone(model: Model, entity: EntityRules): null {
  tolerateDecoys(model, entity)
  return null
}

function byId(model: Model, id: string): Thing | null {
  const known = model.identities.byId.get(id)
  return known ? { rules: model.rules.entities.get(known.entity)!, id, number: known.number } : null
}

function byExternalId(model: Model, { system, id }: Args): Thing | null {
  const record = model.world.records.find(
    (one) => one.entity === 'Customer' && one.system === system && one.id === id,
  )
  if (!record) return showNone(model, model.rules.entities.get('Customer')!)
  return show(model, thingOf(model, { entity: 'Customer', externalId: record.id }))
}

function isWellAsked(name: string, args: Args): boolean {
  const isLookUp = ['customer', 'booking', 'order', 'inventoryItem'].includes(name)
  return !isLookUp || Object.values(args).filter((value) => value !== null).length === 1
}

function lookUp(model: Model, entity: EntityRules, name: string, args: Args): Thing | null {
  if (!isWellAsked(name, args)) throw refuse([], ['BAD_USER_INPUT'])
  const [key, value] = Object.entries(args).find((entry) => entry[1] !== null)!
  if (key === 'id') {
    const thing = byId(model, String(value))
    return thing?.rules.name === entity.name ? show(model, thing) : showNone(model, entity)
  }
  const field = entity.fields.get(key)!
  const grant = model.grants.lookUp(field)
  if (isNever(grant)) throw refuse([`Query.${name}`, `${entity.name}.${key}`])
  const [record, ...more] = listRecords(
    model.world,
    { system: field.system, entity: entity.name, part: null },
    [{ field: key, comparison: 'EQ', value }],
    null,
  )
  if (!record) return showNone(model, entity)
  if (more.length > 0) throw new Error(`${key} is no key of the world`)
  model.tolerated.add(recordName(record))
  const thing = thingOf(model, { entity: entity.name, externalId: record.id })
  return thing && holdsOn(model, grant, thing) ? thing : showNone(model, entity)
}

function list(model: Model, name: string, entity: EntityRules, args: Args): unknown {
  const conditions = conditionsOf(entity, args.filter as Args | null | undefined)
  const order = args.orderBy as { field: string; direction: 'ASC' | 'DESC' } | null | undefined
  const orderBy = order ? { field: entity.orders.get(order.field)!, direction: order.direction } : null
  const named = [...conditions.map(({ field }) => field), ...(orderBy ? [orderBy.field] : [])]
  const systems = new Set(named.map((field) => entity.fields.get(field)!.system))
  const isAskable = systems.size <= 1 && (args.first as number) >= 1 && (args.first as number) <= 100
  const system = [...systems][0] ?? entity.owner
  const codes = isAskable && !args.after ? ['FORBIDDEN'] : ['FORBIDDEN', 'BAD_USER_INPUT']

  const narrowing = narrowingOf(model, entity, system)
  const denied = named.filter((field) => {
    const grant = model.grants.compare(entity.fields.get(field)!)
    return !isAlways(grant) && !grant.some((way) => way.every((one) => isAmong(one, narrowing ?? [])))
  })
  const deniedFields = denied.map((field) => `${entity.name}.${field}`)
  if (narrowing === null) {
    throw refuse([`Query.${name}`, entity.name, ...ruleFields(model, entity), ...deniedFields], codes)
  }
  if (denied.length > 0) throw refuse([`Query.${name}`, ...deniedFields], codes)
  if (systems.size > 1) throw refuse([], ['BAD_USER_INPUT'])
  const pushed = narrowing.flatMap((one): Condition[] =>
    one.kind === 'RULE'
      ? [{ field: one.restriction.path.join('.'), comparison: 'IN', value: one.allowed }]
      : [],
  )
  const records = listRecords(
    model.world,
    { system, entity: entity.name, part: null },
    [...conditions, ...pushed],
    orderBy,
  )
  return connectionOf(model, { entity, ...readPage(model, name, system, args) }, records)
}

/** The conditions that make a list one of what the caller may see; null where its system cannot be asked so. */
function narrowingOf(model: Model, entity: EntityRules, system: string): readonly RecordCondition[] | null {
  const visible = model.grants.visible(entity)
  if (isAlways(visible)) return []
  const [way, ...others] = distinctWays(visible)
  if (!way || others.length > 0) return null
  const canBeAsked = way.every((condition) => {
    if (condition.kind === 'SELF') return false
    const field = entity.fields.get(condition.restriction.path[0]!)!
    return field.leadsTo === null && field.system === system
  })
  return canBeAsked ? way : null
}

function ruleFields(model: Model, entity: EntityRules): string[] {
  const conditions = model.grants.visible(entity).flat()
  return conditions.flatMap((one) =>
    one.kind === 'RULE' ? [`${entity.name}.${one.restriction.path.join('.')}`] : [],
  )
}

function isAmong(condition: RecordCondition, conditions: readonly RecordCondition[]): boolean {
  return conditions.some((one) => JSON.stringify(one) === JSON.stringify(condition))
}

function conditionsOf(entity: EntityRules, filter: Args | null | undefined): Condition[] {
  return Object.entries(filter ?? {})
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ({ ...entity.filters.get(name)!, value }))
}

function entityOf(model: Model, root: string): EntityRules {
  const singular = root === 'me' || root === 'customerByExternalId' ? 'customer' : root.replace(/s$/, '')
  const name = `${singular.charAt(0).toUpperCase()}${singular.slice(1)}`
  return model.rules.entities.get(name)!
}
