import { kindName, type RecordKind } from './cache-policy.ts'

/**
 * What is kept has a key, and tags: a fence is raised on a tag, and nothing with that tag that was read before is shown
 * again. External ids come last, since they may hold anything.
 */
export interface Target {
  readonly key: string
  /** Looked at by this process. */
  readonly tags: readonly string[]
  /** Looked at by all that share a Redis: no more than it takes to compare there. */
  readonly sharedTags: readonly string[]
}

export function recordKey(kind: RecordKind, externalId: string): string {
  return `r ${kindName(kind)} ${externalId}`
}

export function recordTarget(kind: RecordKind, externalId: string): Target {
  const tags = [tagOf.record(kind, externalId), tagOf.kind(kind)]
  return { key: recordKey(kind, externalId), tags, sharedTags: tags }
}

/** `request`: which page, e.g. JSON of its size and cursor. */
export function pageTarget(kind: RecordKind, reference: string, request: string, parentId: string): Target {
  const under = tagOf.under(kind.system, parentId)
  return {
    key: `p ${kindName(kind)} ${reference} ${request} ${parentId}`,
    tags: [under, tagOf.pages(kind), tagOf.kind(kind)],
    // Which pages a record stands on is not known there: any change of the kind drops them.
    sharedTags: [under, tagOf.changes(kind)],
  }
}

export function lookUpTarget(kind: RecordKind, key: string, value: string): Target {
  return {
    key: `l ${kindName(kind)} ${key} ${value}`,
    tags: [tagOf.lookUps(kind), tagOf.kind(kind)],
    sharedTags: [tagOf.changes(kind)],
  }
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
