import { kindName, type RecordKind } from './cache-policy.ts'

/**
 * What is kept has a key, and tags: a fence is raised on a tag, and nothing with that tag that was read before is shown
 * again. External ids come last, since they may hold anything.
 */
export interface Target {
  /** The external id, parent's id or key by which it is asked for. */
  readonly id: string
  readonly key: string
  /** Looked at by this process. */
  readonly tags: readonly string[]
  /** Looked at by all that share a Redis: no more than it takes to compare there. */
  readonly sharedTags: readonly string[]
}

export type TargetOf = (id: string) => Target

/** What is the same for all that is asked for in one way. */
interface Sort {
  prefix: string
  tags(id: string): readonly string[]
  sharedTags(id: string): readonly string[]
}

/** Mostly nothing has been changed lately, and nobody looks at the tags. */
class SortedTarget implements Target {
  readonly id: string
  readonly key: string
  readonly sort: Sort

  constructor(id: string, sort: Sort) {
    this.id = id
    this.key = sort.prefix + id
    this.sort = sort
  }

  get tags(): readonly string[] {
    return this.sort.tags(this.id)
  }

  get sharedTags(): readonly string[] {
    return this.sort.sharedTags(this.id)
  }
}

export function recordKey(kind: RecordKind, externalId: string): string {
  return prefixOfRecords(kind) + externalId
}

function prefixOfRecords(kind: RecordKind): string {
  return `r ${kindName(kind)} `
}

export function recordTargets(kind: RecordKind): TargetOf {
  const tags = (externalId: string) => [tagOf.record(kind, externalId), tagOf.kind(kind)]
  const sort = { prefix: prefixOfRecords(kind), tags, sharedTags: tags }
  return (externalId) => new SortedTarget(externalId, sort)
}

/** Pages by the parent's id. `request`: which page, e.g. JSON of its size and cursor. */
export function pageTargets(kind: RecordKind, reference: string, request: string): TargetOf {
  const sort: Sort = {
    prefix: `p ${kindName(kind)} ${reference} ${request} `,
    tags: (parentId) => [tagOf.under(kind.system, parentId), tagOf.pages(kind), tagOf.kind(kind)],
    // Which pages a record stands on is not known there: any change of the kind drops them.
    sharedTags: (parentId) => [tagOf.under(kind.system, parentId), tagOf.changes(kind)],
  }
  return (parentId) => new SortedTarget(parentId, sort)
}

/** Look-ups by the value of a key. */
export function lookUpTargets(kind: RecordKind, key: string): TargetOf {
  const sort: Sort = {
    prefix: `l ${kindName(kind)} ${key} `,
    tags: () => [tagOf.lookUps(kind), tagOf.kind(kind)],
    sharedTags: () => [tagOf.changes(kind)],
  }
  return (value) => new SortedTarget(value, sort)
}

type Kind = Pick<RecordKind, 'system' | 'entity'>

export const tagOf = {
  /** A record with all its parts: a system changes them together. */
  record: ({ system, entity }: Kind, externalId: string) => `r ${system} ${entity} ${externalId}`,
  kind: ({ system, entity }: Kind) => `k ${system} ${entity}`,
  /** Every page of what belongs to a record. */
  under: (system: string, parentId: string) => `u ${system} ${parentId}`,
  pages: ({ system, entity }: Kind) => `p ${system} ${entity}`,
  lookUps: ({ system, entity }: Kind) => `l ${system} ${entity}`,
  /** Raised with every change of a record of the kind. */
  changes: ({ system, entity }: Kind) => `c ${system} ${entity}`,
} as const
