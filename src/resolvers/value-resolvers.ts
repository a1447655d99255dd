import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql'
import { BadValue, Reference } from '../datasources/source-record.ts'
import { stepKeyOf } from '../planner/step-key.ts'
import { EntityHandle, exists, linkAt, type Page } from '../reads/entity-handle.ts'
import type { Outcome } from '../reads/outcome.ts'
import { sourceKey, type Entity, type EntityField, type SystemName } from '../schema/catalog.ts'
import type { ResolverContext } from './context.ts'
import { nullBecauseOf } from './report-failure.ts'
import { nullForBadValue } from './report-value.ts'
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
      return (handle, _args, context, info) =>
        handle.id ?? (handle.identityFailure ? nullBecauseOf(handle.identityFailure, context, info) : null)
    case 'sources':
      return (handle) => describeSources(entity, handle)
    case 'collection':
      return (handle, _args, context, info) => {
        const link = linkAt(handle, field.owner)
        if (link?.state === 'UNRESOLVED') return nullBecauseOf(link.failure, context, info)
        const outcome = handle.collections.get(stepKeyOf(info.fieldNodes[0]))
        if (outcome?.kind === 'failed') return nullBecauseOf(outcome.failure, context, info)
        if (field.atMost === null) return outcome?.value ?? null
        return outcome ? listOf(outcome.value, context, info) : null
      }
    case 'value':
    case 'reference': {
      const { name, owner } = field
      const key = sourceKey(owner, field.part)
      return (handle, _args, context, info) => {
        const outcome = handle.records.get(key)
        if (outcome?.kind === 'loaded') return readValue(outcome.record.values[name], owner, context, info)
        const link = linkAt(handle, owner)
        if (link?.state === 'UNRESOLVED') return nullBecauseOf(link.failure, context, info)
        return outcome?.kind === 'failed' ? nullBecauseOf(outcome.failure, context, info) : null
      }
    }
  }
}

/** A plain list is whole, or null because of the one of which nobody can say whether it may be shown. */
function listOf(
  { nodes }: Page,
  context: ResolverContext,
  info: GraphQLResolveInfo,
): readonly EntityHandle[] | null {
  const undecided = nodes.find((node) => node.hidden && node.undecided)?.undecided
  return undecided ? nullBecauseOf(undecided, context, info) : nodes
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
  if (typeof value !== 'object' || value === null) return value
  // The node of an edge that is there, although nobody could say whether it may be shown.
  if (value instanceof EntityHandle) return value.hidden ? hiddenNode(value, context, info) : value
  const isReference = value instanceof Reference
  if (!isReference && !(value instanceof BadValue)) return value
  const followed = isReference ? context.reads.referred(value) : undefined
  if (followed) return showReferred(followed, context, info)
  const owner = context.reads.findOwner(source)
  return owner === undefined ? value : readValue(value, owner, context, info)
}

function readValue(
  value: unknown,
  owner: SystemName,
  context: ResolverContext,
  info: GraphQLResolveInfo,
): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof BadValue) return nullForBadValue(value, owner, context, info)
  if (value instanceof Reference)
    return showReferred(context.reads.handleOfReference(value, owner), context, info)
  return value
}

function showReferred(
  handle: EntityHandle,
  context: ResolverContext,
  info: GraphQLResolveInfo,
): EntityHandle | null {
  if (context.rights.entity(handle.entity).visible === 'NEVER') return context.denials.deny(context, info)
  if (handle.hidden) return hiddenNode(handle, context, info)
  return exists(handle) ? handle : null
}

/** Null without an error, as if it did not exist; with the reason where that could not be decided. */
function hiddenNode({ undecided }: EntityHandle, context: ResolverContext, info: GraphQLResolveInfo): null {
  return undecided ? nullBecauseOf(undecided, context, info) : null
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
    const link = linkAt(handle, system)
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
  context,
  info,
) =>
  pendingWrites.kind === 'failed' ? nullBecauseOf(pendingWrites.failure, context, info) : pendingWrites.value

function pendingAt({ pendingWrites }: EntityHandle, system: SystemName): Outcome<number> {
  if (pendingWrites?.kind === 'failed') return pendingWrites
  return { kind: 'value', value: pendingWrites?.value.get(system) ?? 0 }
}
