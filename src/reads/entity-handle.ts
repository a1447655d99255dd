import type { Identity } from '../identity/crosswalk.ts'
import { sourceKey, type SystemName } from '../schema/catalog.ts'
import type { Failure, Outcome, RecordOutcome } from './outcome.ts'

/** What is known, within one request, of an entity's record at one system. */
export type LinkView =
  | { state: 'LINKED'; externalId: string }
  | { state: 'ABSENT' }
  | { state: 'AMBIGUOUS' }
  | { /** It could not be found out. */ state: 'UNRESOLVED'; failure: Failure }

export interface Page {
  edges: { cursor: string; node: EntityHandle }[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

/**
 * One entity as one request sees it: its links and the records loaded for it. The read engine fills it; resolvers
 * only read it.
 */
export interface EntityHandle {
  readonly entity: string
  /** Canonical id; null until something selected needs it. */
  id: string | null
  /** Why the id or a link could not be had (the store was down). */
  identityFailure: Failure | null
  /** By system; one without an entry has not been asked. */
  readonly links: Map<SystemName, LinkView>
  /** What the plan needs of it, by `sourceKey`. */
  readonly records: Map<string, RecordOutcome>
  /** What was read of it so far, by `sourceKey`: also what came with a page, or decided whether it may be seen. */
  readonly fetched: Map<string, RecordOutcome>
  /** By field and arguments (`stepKey`); absent: the owner has no record of the entity. */
  readonly collections: Map<string, Outcome<Page>>
  /** Writes that wait, by system; null: not counted, since nothing selected needs it. */
  pendingWrites: Outcome<ReadonlyMap<SystemName, number>> | null
  /** Which conditions (see Grant) hold for it, by key, as far as they are decided. */
  readonly decided: Map<string, boolean>
  /** The caller may not see that it is there. */
  hidden: boolean
  /** Why a condition could not be decided, which then does not hold. */
  undecided: Failure | null
}

/** No value of a system can have it. */
const brand = Symbol('entity handle')

/** Among values that resolvers meet. */
export function isHandle(value: unknown): value is EntityHandle {
  return typeof value === 'object' && value !== null && brand in value
}

export function createHandle(
  entity: string,
  origin?: { system: SystemName; externalId: string },
): EntityHandle {
  const links = new Map<SystemName, LinkView>()
  if (origin) links.set(origin.system, { state: 'LINKED', externalId: origin.externalId })
  const handle: EntityHandle & { [brand]: true } = {
    [brand]: true,
    entity,
    id: null,
    identityFailure: null,
    links,
    records: new Map(),
    fetched: new Map(),
    collections: new Map(),
    pendingWrites: null,
    decided: new Map(),
    hidden: false,
    undecided: null,
  }
  return handle
}

/** Takes over what the crosswalk knows. A link that the request already follows stays. */
export function adoptIdentity(handle: EntityHandle, identity: Identity, now: number): void {
  handle.id = identity.id
  for (const [system, link] of identity.links) {
    if (handle.links.has(system)) continue
    if (link.state === 'ABSENT' && link.until <= now) continue
    handle.links.set(system, link.state === 'ABSENT' ? { state: 'ABSENT' } : link)
  }
}

/**
 * An entity exists while it has one live link: a record that a system just answered is gone is not one. What is hidden from
 * the caller does not exist for them.
 */
export function exists(handle: EntityHandle): boolean {
  if (handle.hidden) return false
  return [...handle.links].some(
    ([system, link]) =>
      link.state === 'LINKED' && handle.records.get(sourceKey(system, null))?.kind !== 'gone',
  )
}

/** The external id at a system, when the entity is linked there. */
export function externalIdAt(handle: EntityHandle, system: SystemName): string | null {
  const link = handle.links.get(system)
  return link?.state === 'LINKED' ? link.externalId : null
}

/** Names a field with its arguments, so that a resolver finds what the engine loaded for it. */
export function stepKey(field: string, args: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(args).filter(([, value]) => value !== undefined)
  return `${field}${JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)))}`
}
