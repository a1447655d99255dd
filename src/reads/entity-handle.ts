import { isGranted, type Decided, type Grant } from '../auth/grant.ts'
import type { Identity, Link } from '../identity/crosswalk.ts'
import { sourceKey, type SystemName } from '../schema/catalog.ts'
import { everyEntry, none, singleEntry, withEntry, type Entries } from './entries.ts'
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
  /** The system whose record it was met as; null: it was met by its id. */
  readonly metAt: SystemName | null
  /** Canonical id; null until something selected needs it. */
  id: string | null = null
  /** Who asks for the id, or has asked. */
  identifying: Promise<void> | null = null
  /** Why the id or a link could not be had (the store was down). */
  identityFailure: Failure | null = null
  /** By system; one without an entry has not been asked. See setLink. */
  links: Entries<LinkView>
  /** They are the crosswalk's, which all requests share. */
  sharesLinks = false
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

  constructor(entity: string, metAt: SystemName | null, links: Entries<LinkView>) {
    this.entity = entity
    this.metAt = metAt
    this.links = links
  }
}

/** Of something that was met by its id. */
export function createHandle(entity: string): EntityHandle {
  return new EntityHandle(entity, null, none)
}

/** Of what a system's record is about. */
export function createHandleAt(entity: string, system: SystemName, externalId: string): EntityHandle {
  return new EntityHandle(entity, system, singleEntry<LinkView>(system, { state: 'LINKED', externalId }))
}

export function setLink(handle: EntityHandle, system: SystemName, view: LinkView): void {
  if (handle.sharesLinks) handle.links = new Map(handle.links)
  handle.sharesLinks = false
  handle.links = withEntry(handle.links, system, view)
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
  handle.id = identity.id
  if (isWithin(handle.links, identity.links) && !hasExpired(identity, now)) {
    handle.links = identity.links
    handle.sharesLinks = true
    return
  }
  for (const [system, link] of identity.links)
    if (!handle.links.has(system) && !isExpired(link, now)) setLink(handle, system, link)
}

/** Whether all links that are followed are among those known: nearly always. */
function isWithin(followed: Entries<LinkView>, known: ReadonlyMap<SystemName, Link>): boolean {
  return everyEntry(followed, (system, view) => {
    const link = known.get(system)
    return view.state === 'LINKED' && link?.state === 'LINKED' && link.externalId === view.externalId
  })
}

function hasExpired({ links }: Identity, now: number): boolean {
  for (const link of links.values()) if (isExpired(link, now)) return true
  return false
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
  for (const [system, link] of handle.links)
    if (link.state === 'LINKED' && handle.records.get(sourceKey(system, null))?.kind !== 'gone') return true
  return false
}

/** The external id at a system, when the entity is linked there. */
export function externalIdAt(handle: EntityHandle, system: SystemName): string | null {
  const link = handle.links.get(system)
  return link?.state === 'LINKED' ? link.externalId : null
}
