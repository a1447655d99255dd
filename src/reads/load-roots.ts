import type { Call, Datasource } from '../datasources/datasource.ts'
import type { SourceRecord } from '../datasources/source-record.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Crosswalk } from '../identity/crosswalk.ts'
import type { RootStep } from '../planner/plan.ts'
import type { Catalog, Entity, SystemName } from '../schema/catalog.ts'
import { adoptIdentity, createHandle, exists, type EntityHandle } from './entity-handle.ts'
import type { NodeLoader } from './load-node.ts'
import type { Loaders } from './loaders.ts'
import { checkPushdown, readListQuery, readPageRequest } from './page-arguments.ts'

type Arguments = Readonly<Record<string, unknown>>

/** Answers of root fields that the gateway gives itself, by field name. */
export type GatewayRoots = Readonly<Record<string, (args: Arguments) => Promise<unknown>>>

/** What the engine is made of, for all requests. */
export interface EngineParts {
  catalog: Catalog
  datasources: ReadonlyMap<SystemName, Datasource>
  crosswalk: Crosswalk
  gatewayRoots: GatewayRoots
  /** The system that lists an entity and decides on newly seen records of it. */
  authorityOf: (entity: string) => SystemName
  now: () => number
}

/** The same, and what one request has of its own. */
export interface RootContext extends EngineParts {
  loaders: Loaders
  nodes: NodeLoader
  call: Call
}

/** Longest id or natural key that any system has; longer ones are refused before they travel. */
const maxKeyLength = 512

/**
 * Loads one root field and everything below it; gives what its resolver answers: a handle, a page, or a plain value.
 * @throws GatewayError
 */
export async function loadRoot(context: RootContext, step: RootStep, args: Arguments): Promise<unknown> {
  switch (step.kind) {
    case 'lookup':
      return lookUp(context, step, args)
    case 'byExternalId':
      return lookUpByExternalId(context, step, args)
    case 'node': {
      const identity = await context.crosswalk.findAnyById(readKey('id', args.id))
      const node = identity && step.nodes.get(identity.entity)
      return node ? loadOne(context, node, handleOfIdentity(identity, context.now())) : null
    }
    case 'list':
      return loadList(context, step, args)
    case 'operation':
      return runOperation(context, step, args)
    case 'gateway': {
      const answer = context.gatewayRoots[step.field]
      if (!answer) throw new GatewayError('INTERNAL', `Query.${step.field} has no answer.`)
      return answer(args)
    }
  }
}

async function lookUp(
  context: RootContext,
  step: Extract<RootStep, { kind: 'lookup' }>,
  args: Arguments,
): Promise<EntityHandle | null> {
  const given = step.keys.filter((key) => args[key] !== undefined && args[key] !== null)
  const [key] = given
  if (key === undefined || given.length > 1)
    throw new GatewayError('BAD_USER_INPUT', `${step.field}: give exactly one of ${step.keys.join(', ')}.`)
  const value = readKey(key, args[key])
  const handle =
    key === 'id' ? await findById(context, step.entity, value) : await findByKey(context, step, key, value)
  return handle && loadOne(context, step.node, handle)
}

async function findById(context: RootContext, entity: string, id: string): Promise<EntityHandle | null> {
  const identity = (await context.crosswalk.findByIds(entity, [id])).get(id)
  return identity ? handleOfIdentity(identity, context.now()) : null
}

/** By a natural key: at its owner, or, where that is not configured, at the others that know the key for matching. */
async function findByKey(
  context: RootContext,
  step: Extract<RootStep, { kind: 'lookup' }>,
  key: string,
  value: string,
): Promise<EntityHandle | null> {
  const entity = entityOf(context, step.entity)
  for (const system of systemsForKey(context, entity, key)) {
    const found = await context.loaders.byKey({ system, entity: entity.name, part: null }, key, value)
    if (found.kind === 'failed') throw found.failure.error
    if (found.value.length > 1) throw ambiguousKey(system, entity, key, found.value)
    const [record] = found.value
    if (record) return context.nodes.handleOf(entity.name, system, record.externalId)
  }
  return null
}

function systemsForKey(context: RootContext, entity: Entity, key: string): SystemName[] {
  const field = entity.fields.get(key)
  const owner = field && 'owner' in field ? field.owner : entity.owner
  const knows = (system: SystemName) =>
    context.loaders.sourceOf({ system, entity: entity.name, part: null })?.byKey.has(key) ?? false
  if (knows(owner)) return [owner]
  const isConfigured = context.loaders.sourceOf({ system: owner, entity: entity.name, part: null }) !== null
  const others = [...new Set(entity.sources.map((source) => source.system))].filter(knows)
  if (isConfigured || !entity.match.includes(key) || others.length === 0) {
    const reason = isConfigured ? `${owner} cannot look up by it` : `${owner} is not configured`
    throw new GatewayError('BAD_USER_INPUT', `${entity.name} cannot be found by ${key}: ${reason}. Use id.`, {
      field: key,
    })
  }
  return others
}

async function lookUpByExternalId(
  context: RootContext,
  step: Extract<RootStep, { kind: 'byExternalId' }>,
  args: Arguments,
): Promise<EntityHandle | null> {
  const externalId = readKey('id', args.id)
  const system = String(args.system)
  const kind = { system, entity: step.entity, part: null }
  if (!context.loaders.sourceOf(kind))
    throw new GatewayError('BAD_USER_INPUT', `${system} is not configured for ${step.entity}.`, {
      field: 'system',
    })
  const known = (await context.crosswalk.findByExternalIds(step.entity, system, [externalId])).get(externalId)
  if (known) return loadOne(context, step.node, handleOfIdentity(known, context.now()))
  const loaded = await context.loaders.record(kind, externalId)
  if (loaded.kind === 'failed') throw loaded.failure.error
  if (loaded.kind === 'gone') return null
  return loadOne(context, step.node, context.nodes.handleOf(step.entity, system, loaded.record.externalId))
}

async function loadList(
  context: RootContext,
  step: Extract<RootStep, { kind: 'list' }>,
  args: Arguments,
): Promise<unknown> {
  const { catalog, loaders, nodes, datasources } = context
  const entity = entityOf(context, step.entity)
  const query = readListQuery(catalog, entity, step, args, context.authorityOf(entity.name))
  const kind = { system: query.system, entity: entity.name, part: null }
  const list = loaders.sourceOf(kind)?.list
  if (!list)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `${query.system} is not configured, or cannot list ${entity.name}.`,
    )
  checkPushdown(entity, query, list, datasources.get(query.system)?.vendor ?? '')
  const request = { ...readPageRequest(args, query.system), filter: query.filter, orderBy: query.orderBy }
  const loaded = await loaders.list(kind, request)
  if (loaded.kind === 'failed') throw loaded.failure.error
  const page = nodes.toPage(kind, loaded.value, request.after !== null)
  await nodes.loadNode(
    step.node,
    page.edges.map((edge) => edge.node),
  )
  return page
}

async function runOperation(
  context: RootContext,
  step: Extract<RootStep, { kind: 'operation' }>,
  args: Arguments,
): Promise<unknown> {
  const datasource = context.datasources.get(step.owner)
  // A system that is not configured makes what it owns unavailable: null, without an error.
  if (!datasource) return null
  const operation = datasource.operations.get(step.field)
  if (!operation)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `${step.owner} (${datasource.vendor}) does not offer ${step.field}.`,
    )
  return operation.run(args, context.call)
}

/** The entity with all that is needed of it, or null when it turned out that no system has it any more. */
async function loadOne(
  context: RootContext,
  node: Parameters<NodeLoader['loadNode']>[0],
  handle: EntityHandle,
): Promise<EntityHandle | null> {
  await context.nodes.loadNode(node, [handle])
  return exists(handle) ? handle : null
}

function handleOfIdentity(identity: Parameters<typeof adoptIdentity>[1], now: number): EntityHandle {
  const handle = createHandle(identity.entity)
  adoptIdentity(handle, identity, now)
  return handle
}

/** @throws GatewayError BAD_USER_INPUT for text that no system can have as a key. */
function readKey(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : ''
  if (text === '' || text.length > maxKeyLength || /\p{Cc}/u.test(text) || !text.isWellFormed())
    throw new GatewayError(
      'BAD_USER_INPUT',
      `${name} must be 1 to ${maxKeyLength} characters without control characters.`,
      { field: name },
    )
  return text
}

function ambiguousKey(
  system: SystemName,
  entity: Entity,
  key: string,
  records: readonly SourceRecord[],
): GatewayError {
  const message = `${system} has ${records.length} records of ${entity.name} with this ${key}; use id instead.`
  return new GatewayError('CONFLICT', message, { system, field: key })
}

function entityOf(context: RootContext, name: string): Entity {
  const entity = context.catalog.entities.get(name)
  if (!entity) throw new Error(`not an entity: ${name}`)
  return entity
}
