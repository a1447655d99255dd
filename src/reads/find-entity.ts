import { GatewayError } from '../errors/gateway-error.ts'
import type { Identity } from '../identity/crosswalk.ts'
import type { Entity, SystemName } from '../schema/catalog.ts'
import type { EntityHandle } from './entity-handle.ts'
import type { Age } from './loaders.ts'
import type { RootContext } from './root-context.ts'

/** What a look-up came to: mostly one entity or none; several where a key that should be unique is not. */
export interface Found {
  handles: readonly EntityHandle[]
  /** The system whose records were read for it; null: none were. */
  system: SystemName | null
}

type Context = Pick<RootContext, 'crosswalk' | 'loaders' | 'handleOf' | 'handleOfIdentity' | 'authorityOf'>

/** Longest id or natural key that any system has; longer ones are refused before they travel. */
const maxKeyLength = 512

export async function findById(context: Context, entity: Entity, id: string): Promise<Found> {
  const known = context.crosswalk.knownById(entity.name)(id)
  if (known) return { handles: [context.handleOfIdentity(known)], system: null }
  const handle = (await findByIds(context, entity, [id])).get(id)
  return { handles: handle ? [handle] : [], system: null }
}

/** By the id asked for; those that nothing is known of are left out. @throws GatewayError */
export async function findByIds(
  context: Context,
  entity: Entity,
  ids: readonly string[],
): Promise<ReadonlyMap<string, EntityHandle>> {
  const found = new Map<string, EntityHandle>()
  const known = context.crosswalk.knownById(entity.name)
  const take = (id: string, identity: Identity | null): boolean => {
    if (identity) found.set(id, context.handleOfIdentity(identity))
    return identity !== null
  }
  const strangers = ids.filter((id) => !take(id, known(id)))
  if (strangers.length === 0) return found
  for (const [id, identity] of await context.crosswalk.findByIds(entity.name, strangers)) take(id, identity)
  const unknown = entity.ids === 'SHARED' ? [...new Set(strangers)].filter((id) => !found.has(id)) : []
  await Promise.all(
    unknown.map(async (id) => {
      const handle = await meet(context, entity, id)
      if (handle) found.set(id, handle)
    }),
  )
  return found
}

/** An id that is the same everywhere, seen for the first time: whether it is anybody's, the authority says. */
async function meet(context: Context, { name }: Entity, id: string): Promise<EntityHandle | null> {
  const system = context.authorityOf(name)
  const loaded = await context.loaders.record({ system, entity: name, part: null }, id)
  if (loaded.kind === 'failed') throw loaded.failure.error
  return loaded.kind === 'gone' ? null : context.handleOf(name, system, id)
}

/**
 * By a natural key: at its owner, or, where that is not configured, at the others that know the key for matching.
 * @throws GatewayError BAD_USER_INPUT when no system can; whatever the system failed with
 */
export async function findByKey(
  context: Context,
  entity: Entity,
  named: { key: string; value: string; age: Age },
): Promise<Found & { system: SystemName }> {
  const [first, ...others] = systemsForKey(context, entity, named.key)
  const found = await findIn(context, entity, first, named)
  for (const system of others) {
    if (found.handles.length > 0) break
    Object.assign(found, await findIn(context, entity, system, named))
  }
  return found
}

async function findIn(
  context: Context,
  entity: Entity,
  system: SystemName,
  { key, value, age }: { key: string; value: string; age: Age },
): Promise<Found & { system: SystemName }> {
  const found = await context.loaders.byKey({ system, entity: entity.name, part: null }, key, value, age)
  if (found.kind === 'failed') throw found.failure.error
  const handles = found.value.map((record) => context.handleOf(entity.name, system, record.externalId))
  return { handles, system }
}

/** At least one. @throws GatewayError BAD_USER_INPUT */
function systemsForKey(context: Context, entity: Entity, key: string): [SystemName, ...SystemName[]] {
  const field = entity.fields.get(key)
  const owner = field && 'owner' in field ? field.owner : entity.owner
  const sourceOf = (system: SystemName) =>
    context.loaders.sourceOf({ system, entity: entity.name, part: null })
  const knows = (system: SystemName) => sourceOf(system)?.byKey.has(key) ?? false
  if (knows(owner)) return [owner]
  const isConfigured = sourceOf(owner) !== null
  const [first, ...others] = new Set(entity.sources.map((source) => source.system).filter(knows))
  if (isConfigured || !entity.match.includes(key) || first === undefined) {
    const reason = isConfigured ? `${owner} cannot look up by it` : `${owner} is not configured`
    throw new GatewayError('BAD_USER_INPUT', `${entity.name} cannot be found by ${key}: ${reason}. Use id.`, {
      field: key,
    })
  }
  return [first, ...others]
}

/** @throws GatewayError BAD_USER_INPUT for text that no system can have as a key. */
export function readKey(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : ''
  if (text === '' || text.length > maxKeyLength || /\p{Cc}/u.test(text) || !text.isWellFormed())
    throw new GatewayError(
      'BAD_USER_INPUT',
      `${name} must be 1 to ${maxKeyLength} characters without control characters.`,
      { field: name },
    )
  return text
}

export function ambiguousKey({ system, handles }: Found, entity: Entity, key: string): GatewayError {
  const message = `${system} has ${handles.length} records of ${entity.name} with this ${key}; use id instead.`
  return new GatewayError('CONFLICT', message, { ...(system !== null && { system }), field: key })
}
