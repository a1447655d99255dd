import { isGranted, type Decided, type Grant } from '../auth/grant.ts'
import type { Identity, Link } from '../identity/crosswalk.ts'
import { sourceKey, type SystemName } from '../schema/catalog.ts'
import { none, withEntry, type Entries } from './entries.ts'
import type { Failure, Outcome, RecordOutcome } from './outcome.ts'

/** What is known, within one request, of an entity's record at one system. */
export type LinkView =
  | { state: 'LINKED'; externalId: string }
  | { state: 'ABSENT' }
  | { state: 'AMBIGUOUS' }
  | { /** It could not be found out. */ state: 'UNRESOLVED'; failure: Failure }

const nothingDecided: Decided = new Map()

/** A connection of handles. */
export interface Page {
  readonly nodes: readonly EntityHandle[]
  readonly edges: readonly Edge[]
  readonly pageInfo: PageInfo
}

export interface Edge {
  readonly cursor: string
  readonly node: EntityHandle
}

export interface PageInfo {
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly startCursor: string | null
  readonly endCursor: string | null
}

/**
 * One entity as one request sees it: its links and the records loaded for it. The read engine fills it; resolvers
 * only read it.
 */
export class EntityHandle {
  readonly entity: string
  /** The system whose record it was met as, which it stays linked to; null: it was met by its id. */
  readonly metAt: SystemName | null
  /** The id of that record there. */
  readonly metAs: string
  /** Canonical id; null until something selected needs it. */
  id: string | null = null
  /** Who asks for the id, or has asked. */
  identifying: Promise<void> | null = null
  /** Why the id or a link could not be had (the store was down). */
  identityFailure: Failure | null = null
  /** What this request found out itself of other systems. See linkAt and setLink. */
  ownLinks: Entries<LinkView> = none
  /** What the crosswalk knows, which all requests share; null: it was not asked, or knows nothing. See adoptIdentity. */
  identity: Identity | null = null
  /** When that was taken over (ms since epoch). */
  identifiedAt = 0
  /** What was read of it, by `sourceKey`: for the plan, with a page, or to decide whether it may be seen. See setRecord. */
  records: Entries<RecordOutcome> = none
  /** By `stepKeyOf` their field; absent: the owner has no record of the entity. See setCollection. */
  collections: Entries<Outcome<Page>> = none
  /** Writes that wait, by system; null: not counted, since nothing selected needs it. */
  pendingWrites: Outcome<ReadonlyMap<SystemName, number>> | null = null
  /** Which conditions (see Grant) hold for it, by key, as far as they are decided. Records of which the same was decided share it. */
  decided: Decided = nothingDecided
  /** A grant that was found to hold for it, so that the many fields with the same one need no look at `decided`. */
  granted: Grant | null = null
  /** The caller may not see that it is there. */
  hidden = false
  /** Why a condition could not be decided, which then does not hold. */
  undecided: Failure | null = null

  constructor(entity: string, metAt: SystemName | null, metAs: string) {
    this.entity = entity
    this.metAt = metAt
    this.metAs = metAs
  }
}

/** Of something that was met by its id. */
export function createHandle(entity: string): EntityHandle {
  return new EntityHandle(entity, null, '')
}

/** Of what a system's record is about. */
export function createHandleAt(entity: string, system: SystemName, externalId: string): EntityHandle {
  return new EntityHandle(entity, system, externalId)
}

/** undefined: the system has not been asked. */
export function linkAt(handle: EntityHandle, system: SystemName): LinkView | undefined {
  const { metAt, metAs, ownLinks, identity, identifiedAt } = handle
  if (system === metAt) return { state: 'LINKED', externalId: metAs }
  const own = ownLinks.get(system)
  if (own) return own
  const known = identity?.links.get(system)
  return known && !isExpired(known, identifiedAt) ? known : undefined
}

/** All of them, by system. */
export function linksOf(handle: EntityHandle): ReadonlyMap<SystemName, LinkView> {
  const { metAt, ownLinks, identity } = handle
  const all = new Map<SystemName, LinkView>()
  const systems = [...(metAt === null ? [] : [metAt]), ...ownLinks.keys(), ...(identity?.links.keys() ?? [])]
  for (const system of systems) {
    const link = linkAt(handle, system)
    if (link) all.set(system, link)
  }
  return all
}

export function setLink(handle: EntityHandle, system: SystemName, view: LinkView): void {
  handle.ownLinks = withEntry(handle.ownLinks, system, view)
}

export function setRecord(handle: EntityHandle, key: string, outcome: RecordOutcome): void {
  handle.records = withEntry(handle.records, key, outcome)
}

export function setCollection(handle: EntityHandle, key: string, outcome: Outcome<Page>): void {
  handle.collections = withEntry(handle.collections, key, outcome)
}

/** Whether the caller has what is granted of it; not where its conditions are not decided. */
export function isGrantedOf(handle: EntityHandle, grant: Grant): boolean {
  return grant === handle.granted || isGranted(grant, handle.decided)
}

/** Takes over what the crosswalk knows. A link that the request already follows stays. */
export function adoptIdentity(handle: EntityHandle, identity: Identity, now: number): void {
  if (handle.identity) handle.ownLinks = linksOf(handle)
  handle.id = identity.id
  handle.identity = identity
  handle.identifiedAt = now
}

/** That a system has no record of an entity is believed for a while. */
function isExpired(link: Link, now: number): boolean {
  return link.state === 'ABSENT' && link.until <= now
}

/**
 * An entity exists while it has one live link: a record that a system just answered is gone is not one. What is hidden from
 * the caller does not exist for them.
 */
export function exists(handle: EntityHandle): boolean {
  if (handle.hidden) return false
  const isLive = (system: SystemName): boolean =>
    linkAt(handle, system)?.state === 'LINKED' && handle.records.get(sourceKey(system, null))?.kind !== 'gone'
  const { metAt, ownLinks, identity } = handle
  if (metAt !== null && isLive(metAt)) return true
  return ownLinks.keys().some(isLive) || (identity?.links.keys().some(isLive) ?? false)
}

/** The external id at a system, when the entity is linked there. */
export function externalIdAt(handle: EntityHandle, system: SystemName): string | null {
  if (system === handle.metAt) return handle.metAs
  const link = linkAt(handle, system)
  return link?.state === 'LINKED' ? link.externalId : null
}
