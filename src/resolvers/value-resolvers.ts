import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql'
import { BadValue, Drift, Reference } from '../datasources/source-record.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { exists, isHandle, stepKey, type EntityHandle } from '../reads/entity-handle.ts'
import { failureOf, schemaDrift, type Failure, type Outcome } from '../reads/outcome.ts'
import { sourceKey, type Entity, type EntityField, type SystemName } from '../schema/catalog.ts'
import type { ResolverContext } from './context.ts'
import { nullBecauseOf } from './report-failure.ts'
import type { Source } from './resolver-types.generated.ts'

export type EntityResolver = GraphQLFieldResolver<
  EntityHandle,
  ResolverContext,
  Readonly<Record<string, unknown>>
>

/** What the engine loaded for a field, whoever asks: entity-resolvers.ts decides who sees it. */
export function valueResolverOf(entity: Entity, field: EntityField): EntityResolver {
  switch (field.kind) {
    case 'id':
      return (handle, _args, _context, info) =>
        handle.id ?? (handle.identityFailure ? nullBecauseOf(handle.identityFailure, info) : null)
    case 'sources':
      return (handle) => describeSources(entity, handle)
    case 'collection':
      return (handle, args, _context, info) => {
        const link = handle.links.get(field.owner)
        if (link?.state === 'UNRESOLVED') return nullBecauseOf(link.failure, info)
        const outcome = handle.collections.get(stepKey(field.name, args))
        return outcome?.kind === 'failed' ? nullBecauseOf(outcome.failure, info) : (outcome?.value ?? null)
      }
    case 'value':
    case 'reference':
      return (handle, _args, context, info) => {
        const link = handle.links.get(field.owner)
        if (link?.state === 'UNRESOLVED') return nullBecauseOf(link.failure, info)
        const outcome = handle.records.get(sourceKey(field.owner, field.part))
        if (outcome?.kind === 'failed') return nullBecauseOf(outcome.failure, info)
        if (outcome?.kind !== 'loaded') return null
        return readValue(outcome.record.values[field.name], field.owner, context, info)
      }
  }
}

/** Resolver of members of value types (an order's line, an address): what the record holds, references followed. */
export const resolveMember: GraphQLFieldResolver<unknown, ResolverContext> = (
  source,
  _args,
  context,
  info,
) => {
  if (typeof source !== 'object' || source === null) return null
  const value = (source as Record<string, unknown>)[info.fieldName]
  // The node of an edge that is there, although nobody could say whether it may be shown.
  if (isHandle(value) && value.hidden) return hiddenNode(value, info)
  const owner = valueOwners.get(source)
  return owner === undefined ? value : readValue(value, owner, context, info)
}

/** The system that the value trees being resolved came from: their members need it, and graphql-js does not pass it. */
const valueOwners = new WeakMap<object, SystemName>()

const badValueFailures = new WeakMap<BadValue, Failure>()

/** A field that drifted did so in every record: one error a request names all its places. */
const driftFailures = new WeakMap<ResolverContext, Map<string, Failure>>()

function readValue(
  value: unknown,
  owner: SystemName,
  context: ResolverContext,
  info: GraphQLResolveInfo,
): unknown {
  if (value instanceof Drift) return nullBecauseOf(driftFailure(owner, context, info), info)
  if (value instanceof BadValue) {
    const failure = badValueFailures.get(value) ?? { error: badValueError(value, owner, info), paths: null }
    badValueFailures.set(value, failure)
    return nullBecauseOf(failure, info)
  }
  if (value instanceof Reference) {
    if (context.rights.entity(value.entity).visible === 'NEVER') return context.denials.deny(info)
    const handle = context.reads.handleOf(value.entity, owner, value.externalId)
    if (handle.hidden) return hiddenNode(handle, info)
    return exists(handle) ? handle : null
  }
  for (const tree of Array.isArray(value) ? (value as unknown[]) : [value])
    if (typeof tree === 'object' && tree !== null) valueOwners.set(tree, owner)
  return value
}

/** Null without an error, as if it did not exist; with the reason where that could not be decided. */
function hiddenNode({ undecided }: EntityHandle, info: GraphQLResolveInfo): null {
  return undecided ? nullBecauseOf(undecided, info) : null
}

function driftFailure(owner: SystemName, context: ResolverContext, info: GraphQLResolveInfo): Failure {
  const field = `${info.parentType.name}.${info.fieldName}`
  const failures = driftFailures.get(context) ?? new Map<string, Failure>()
  driftFailures.set(context, failures)
  const key = `${owner} ${field}`
  const failure = failures.get(key) ?? failureOf(schemaDrift(owner, field))
  failures.set(key, failure)
  return failure
}

function badValueError(value: BadValue, owner: SystemName, info: GraphQLResolveInfo): GatewayError {
  const field = `${info.parentType.name}.${info.fieldName}`
  const message = `${owner} holds a value for ${field} that cannot be converted: ${value.reason}.`
  return new GatewayError('UPSTREAM_BAD_VALUE', message, { system: owner, field })
}

/** A company may add systems, so the name is wider than the generated enum. */
type SourceView = Omit<Source, 'system' | 'pendingWrites'> & {
  system: SystemName
  pendingWrites: Outcome<number>
}

/** What the gateway knows of the entity's record at each system; it never loads more for it. */
function describeSources(entity: Entity, handle: EntityHandle): SourceView[] {
  return entity.sources.map(({ system, part }) => {
    const outcome = handle.records.get(sourceKey(system, part))
    const link = handle.links.get(system)
    const read = outcome?.kind === 'loaded' ? outcome : null
    return {
      system,
      part,
      state: outcome?.kind === 'gone' ? 'ABSENT' : (link?.state ?? 'UNRESOLVED'),
      version: read?.record.version ?? null,
      asOf: read && new Date(read.asOf).toISOString(),
      stale: read ? (read.isStale ?? false) : null,
      pendingWrites: pendingAt(handle, system),
    }
  })
}

/** A member of `Source`: how many, or null with the reason why nobody can say. */
export const resolvePendingWrites: GraphQLFieldResolver<SourceView, ResolverContext> = (
  { pendingWrites },
  _args,
  _context,
  info,
) => (pendingWrites.kind === 'failed' ? nullBecauseOf(pendingWrites.failure, info) : pendingWrites.value)

function pendingAt({ pendingWrites }: EntityHandle, system: SystemName): Outcome<number> {
  if (pendingWrites?.kind === 'failed') return pendingWrites
  return { kind: 'value', value: pendingWrites?.value.get(system) ?? 0 }
}
