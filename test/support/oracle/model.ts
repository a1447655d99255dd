import { execute, type DocumentNode, type GraphQLResolveInfo } from 'graphql'
import { Reference } from '../../../src/datasources/source-record.ts'
import { createGrants, isNever, type Grants } from './grants.ts'
import { numberOf } from './identities.ts'
import { connectionOf, readPage, type ModelPageInfo } from './model-connections.ts'
import { isPayloadEntity, resolveMutation, resolveRoot, showPayloadEntity } from './model-roots.ts'
import {
  isVisible,
  recordOf,
  refuse,
  showsAs,
  thingOf,
  type Model,
  type Path,
  type Thing,
} from './model-state.ts'
import type { EntityRules, FieldRules } from './read-rules.ts'
import { childRecords, recordName, type WorldRecord } from './world.ts'

/** What a reply has to be. */
export interface Expected {
  data: unknown
  errors: readonly ExpectedError[]
  /** Records that the caller's own selection needs: read, or the data above could not be. */
  needed: ReadonlySet<string>
  /** The same with the place that needs it, by `placeOf`. */
  neededAt: ReadonlySet<string>
  /** Records that may be read besides: for guards, and what a list or look-up brings along. */
  tolerated: ReadonlySet<string>
  /** Kinds of which any record may be read: see tolerateDecoys. */
  decoys: ReadonlySet<string>
  /** Masked values, by path: which mask, over what. */
  masks: ReadonlyMap<string, { mask: string; clear: unknown }>
  /** Values that are as right as those in `data`, by path. */
  alternatives: ReadonlyMap<string, unknown>
  /** What `sources` says of a record, by path: shown when it was read. */
  sourceRecords: ReadonlyMap<string, string>
}

export interface ExpectedError {
  path: Path
  /** Any of these would be right. */
  codes: readonly string[]
  /** Coordinates of which one is named. */
  fields: readonly string[]
}

/**
 * The reply by brute force: each field of each record asks the rules anew. graphql-js completes it, as it completes the
 * gateway's; nothing of planning, loading or rights is shared with what is tested.
 */
export function expectReply(
  given: Pick<Model, 'rules' | 'world' | 'identities' | 'principal'> & {
    isAnonymous: boolean
    alterGrants?: ((grants: Grants) => Grants) | undefined
  },
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): Expected {
  const { rules, world, identities, principal, isAnonymous, alterGrants = (grants) => grants } = given
  const { customer } = principal
  const known =
    customer &&
    world.records.find(({ system, id }) => system === customer.system && id === customer.externalId)
  const model: Model = {
    rules,
    world,
    identities,
    principal,
    grants: alterGrants(createGrants(rules, principal, isAnonymous)),
    callerId: known ? (identities.idOf.get(`Customer ${numberOf(known.id)}`) ?? null) : null,
    needed: new Set(),
    neededAt: new Set(),
    tolerated: new Set(),
    decoys: new Set(),
    masks: new Map(),
    alternatives: new Map(),
    sourceRecords: new Map(),
  }
  const result = execute({
    schema: rules.schema,
    document,
    variableValues: variables,
    rootValue: {},
    fieldResolver: (parent, args, _context, info) => resolve(model, parent, args, info),
    typeResolver: (thing: Thing) => thing.rules.name,
  })
  if (result instanceof Promise) throw new Error('the model waits for nothing')
  const errors = (result.errors ?? []).map((error): ExpectedError => {
    if (!error.path || !Array.isArray(error.extensions.codes)) throw error
    return { path: error.path, codes: error.extensions.codes, fields: error.extensions.fields as string[] }
  })
  const { needed, neededAt, tolerated, decoys, masks, alternatives, sourceRecords } = model
  return {
    data: result.data,
    errors,
    needed,
    neededAt,
    tolerated,
    decoys,
    masks,
    alternatives,
    sourceRecords,
  }
}

function resolve(
  model: Model,
  parent: unknown,
  args: Record<string, unknown>,
  info: GraphQLResolveInfo,
): unknown {
  if (info.parentType === info.schema.getQueryType()) return resolveRoot(model, info.fieldName, args)
  if (info.parentType === info.schema.getMutationType()) return resolveMutation(model, info.fieldName, args)
  if (isThing(parent)) return resolveField(model, parent, args, info)
  const value = (parent as Record<string, unknown>)[info.fieldName]
  const { name } = info.parentType
  if (isPayloadEntity(value)) {
    const entity = model.rules.entities.get(String(info.returnType))!
    return showPayloadEntity(model, value, entity, `${name}.${info.fieldName}`)
  }
  if (name === 'Source' && ['version', 'asOf', 'stale'].includes(info.fieldName)) {
    const { record } = parent as { record: WorldRecord | null }
    if (record) model.sourceRecords.set(pathKey(pathOf(info)), recordName(record))
  }
  if (name === 'PageInfo' && info.fieldName === 'endCursor') {
    const { lastShown = null } = parent as Partial<ModelPageInfo>
    if (lastShown !== null) model.alternatives.set(pathKey(pathOf(info)), lastShown)
  }
  // A value may hold references, as an order's lines do; the node of an edge is one that was looked at already.
  const leadsTo = isThing(value) ? undefined : model.rules.entities.get(String(info.returnType))
  return leadsTo ? followReference(model, value, leadsTo, `${name}.${info.fieldName}`) : value
}

function resolveField(
  model: Model,
  thing: Thing,
  args: Record<string, unknown>,
  info: GraphQLResolveInfo,
): unknown {
  const field = thing.rules.fields.get(info.fieldName)!
  const coordinate = `${field.entity}.${field.name}`
  // A record that is seen has an id: it is how one asked, or how one will ask again.
  if (field.name === 'id') return thing.id
  const shown = showsAs(model, thing, field)
  if (shown === 'HIDDEN') throw refuse([coordinate])
  if (field.isOwn) return sourcesOf(model, thing)
  if (field.inverseOf !== null) {
    const target = model.rules.entities.get(field.leadsTo!)!
    if (isNever(model.grants.visible(target))) throw refuse([coordinate])
    // What is asked wrongly is refused whoever the parent is.
    const page = readPage(model, field.name, field.system, args)
    const parentRecord = recordOf(model, thing, field.system, null)
    if (!parentRecord) return null
    const kind = { system: field.system, entity: target.name }
    const children = childRecords(model.world, kind, field.inverseOf, parentRecord.id)
    return connectionOf(model, { entity: target, ...page }, children)
  }
  if (field.leadsTo !== null) {
    const target = model.rules.entities.get(field.leadsTo)!
    if (isNever(model.grants.visible(target))) throw refuse([coordinate])
    return followReference(model, readValue(model, thing, field, info), target, coordinate)
  }
  const value = readValue(model, thing, field, info)
  if (shown === 'CLEAR' || value === null) return value
  const path = pathKey(pathOf(info))
  model.masks.set(path, { mask: field.mask!, clear: value })
  return 'masked'
}

function readValue(model: Model, thing: Thing, field: FieldRules, info: GraphQLResolveInfo): unknown {
  const record = recordOf(model, thing, field.system, field.part)
  if (record) {
    model.needed.add(recordName(record))
    model.neededAt.add(placeOf(pathOf(info).slice(0, -1), recordName(record)))
  }
  return record?.values[field.name] ?? null
}

function followReference(
  model: Model,
  value: unknown,
  target: EntityRules,
  coordinate: string,
): Thing | null {
  if (isNever(model.grants.visible(target))) throw refuse([coordinate])
  const thing = value instanceof Reference ? thingOf(model, value) : null
  return thing && isVisible(model, thing) ? thing : null
}

function sourcesOf(model: Model, thing: Thing): unknown[] {
  return thing.rules.sources.map(({ system, part }) => {
    const record = recordOf(model, thing, system, part)
    return {
      record,
      system,
      part,
      state: record ? 'LINKED' : 'ABSENT',
      version: record?.version ?? null,
      asOf: record ? '2026-11-01T12:00:00.000Z' : null,
      stale: record ? false : null,
      pendingWrites: 0,
    }
  })
}

function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && 'rules' in value && 'number' in value
}

function pathOf(info: GraphQLResolveInfo): Path {
  const keys: (string | number)[] = []
  for (let at: GraphQLResolveInfo['path'] | undefined = info.path; at; at = at.prev) keys.unshift(at.key)
  return keys
}

export function pathKey(path: Path): string {
  return JSON.stringify(path)
}

/** A record as it is needed for the entity at a path. */
export function placeOf(path: Path, record: string): string {
  return `${pathKey(path)} ${record}`
}
