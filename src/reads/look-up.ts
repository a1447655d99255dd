import { conditionsOf, type Grant } from '../auth/grant.ts'
import type { Rights } from '../auth/rights.ts'
import { forbidden } from '../errors/forbidden.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { EntityNode, RootStep } from '../planner/plan.ts'
import type { Entity } from '../schema/catalog.ts'
import { exists, isGrantedOf, type EntityHandle } from './entity-handle.ts'
import { ageFor } from './load-node.ts'
import { ambiguousKey, findById, findByKey, readKey } from './find-entity.ts'
import { entityOf } from './entity-of.ts'
import type { Arguments, RootContext } from './root-context.ts'

type Step<Kind> = Extract<RootStep, { kind: Kind }>

/** One entity by its id or by a natural key. @throws GatewayError */
export async function lookUp(
  context: RootContext,
  step: Step<'lookup'>,
  args: Arguments,
): Promise<EntityHandle | null> {
  const { rights, guard } = context
  const given = step.keys.filter((key) => args[key] !== undefined && args[key] !== null)
  const [key] = given
  if (key === undefined || given.length > 1)
    throw new GatewayError('BAD_USER_INPUT', `${step.field}: give exactly one of ${step.keys.join(', ')}.`)
  const entity = entityOf(context, step.entity)
  const named = grantToNameBy(rights, entity, key, step.node.visible)
  const value = readKey(key, args[key])
  const { visible, conditions } = step.node
  const guarded = named === visible ? step.node : { visible, conditions: conditionsOf([[conditions], named]) }
  const found =
    key === 'id'
      ? await findById(context, entity, value)
      : await findByKey(context, entity, { key, value, age: ageFor(guarded) })
  const deciding = guard.admit(guarded, found.handles)
  if (deciding) await deciding
  const shown = found.handles.filter((handle) => !handle.hidden && isGrantedOf(handle, named))
  if (shown.length > 1) throw ambiguousKey({ ...found, handles: shown }, entity, key)
  const [handle] = shown
  if (handle) return loadOne(context, step.node, handle)
  await guard.pretend(entity.name, guarded.conditions, found.system)
  return showNothingOf(found.handles)
}

/**
 * Whoever names a record by a field learns its value; an id tells nothing else, so that to whom the record shows at all
 * may name it by that: also who may change it and not read it.
 *
 * @throws GatewayError FORBIDDEN
 */
function grantToNameBy(rights: Rights, entity: Entity, key: string, visible: Grant): Grant {
  const field = entity.fields.get(key)
  const granted = key === 'id' ? visible : field ? rights.of(field).read : 'NEVER'
  if (granted !== 'NEVER') return granted
  throw forbidden(
    `${entity.name}.${key}`,
    `${entity.name} may not be looked up by ${key}, which this caller may not read in full; use id`,
  )
}

/** The entity that a system has under an id of its own. @throws GatewayError */
export async function lookUpByExternalId(
  context: RootContext,
  { entity, node }: Step<'byExternalId'>,
  args: Arguments,
): Promise<EntityHandle | null> {
  const { crosswalk, loaders, guard } = context
  const externalId = readKey('id', args.id)
  const system = String(args.system)
  const kind = { system, entity, part: null }
  if (!loaders.sourceOf(kind))
    throw new GatewayError('BAD_USER_INPUT', `${system} is not configured for ${entity}.`, {
      field: 'system',
    })
  const known = (await crosswalk.findByExternalIds(entity, system, [externalId])).get(externalId)
  if (known) return loadOne(context, node, context.handleOfIdentity(known))
  const handle = context.handleOf(entity, system, externalId)
  // Whose it is can be told by its key alone: a stranger's record is not even asked for.
  if (node.conditions.some((condition) => condition.kind === 'self')) {
    await guard.admit(node, [handle])
    if (handle.hidden) return showNothingOf([handle])
  }
  const loaded = await loaders.record(kind, externalId, ageFor(node))
  if (loaded.kind === 'failed') throw loaded.failure.error
  return loaded.kind === 'gone' ? null : loadOne(context, node, handle)
}

/** Any entity by its canonical id. @throws GatewayError */
export async function lookUpAny(
  context: RootContext,
  { nodes }: Step<'node'>,
  args: Arguments,
): Promise<EntityHandle | null> {
  const { crosswalk, guard } = context
  const identity = await crosswalk.findAnyById(readKey('id', args.id))
  const others = [...nodes.values()].filter((node) => node.entity !== identity?.entity)
  await Promise.all(others.map((node) => guard.pretend(node.entity, node.conditions, null)))
  const node = identity && nodes.get(identity.entity)
  return node ? loadOne(context, node, context.handleOfIdentity(identity)) : null
}

/** The customer that the caller is. @throws GatewayError */
export async function lookUpSelf(context: RootContext, { node }: Step<'self'>): Promise<EntityHandle | null> {
  const self = await context.guard.whoIsSelf()
  return self && loadOne(context, node, self)
}

/** The entity with all that is needed of it; null when no system has it any more, or it is not the caller's to see. */
async function loadOne(
  context: RootContext,
  node: EntityNode,
  handle: EntityHandle,
): Promise<EntityHandle | null> {
  await context.nodes.loadNode(node, [handle])
  if (handle.hidden) {
    await context.guard.pretend(node.entity, node.conditions, null)
    return showNothingOf([handle])
  }
  return exists(handle) ? handle : null
}

/** @throws why it could not be decided of one whether it may be shown */
function showNothingOf(handles: readonly EntityHandle[]): null {
  for (const { undecided } of handles) if (undecided) throw undecided.error
  return null
}
