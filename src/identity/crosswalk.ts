/**
 * The crosswalk: canonical id ↔ (system, external id). Every method takes and gives batches; a bounded memory tier
 * stands in front of the store. Canonical ids are minted as UUIDv5 of (entity, system, external id), so replicas agree
 * without locks; a merge leaves an alias, and every answer carries the id that is valid now.
 */

export type Link =
  | { state: 'LINKED'; externalId: string }
  | {
      /** The system was asked and has none; asked again after `until` (ms since epoch). */ state: 'ABSENT'
      until: number
    }
  | { /** A person decides. */ state: 'AMBIGUOUS' }

/** What is known of one entity's records. A system without an entry has not been asked (UNRESOLVED is never stored). */
export interface Identity {
  entity: string
  id: string
  links: ReadonlyMap<string, Link>
}

export interface ExternalKey {
  system: string
  externalId: string
}

/** Several records that could be the one, for a person to decide. */
export interface Ambiguity {
  entity: string
  id: string
  system: string
  /** The key that matched, e.g. `email`. */
  matchedBy: string
  candidates: readonly string[]
  reason: string
}

export interface Review extends Ambiguity {
  seenAt: string
}

export interface Crosswalk {
  /** Identities by canonical id (aliases followed); unknown ids are left out. Keyed by the id asked for. */
  findByIds(entity: string, ids: readonly string[]): Promise<ReadonlyMap<string, Identity>>
  /** `node(id:)`: the identity of any entity. */
  findAnyById(id: string): Promise<Identity | null>
  /** Any entity of the kind that a system has a record of; null when it is known to have none. */
  findSome(entity: string, system: string): Promise<ExternalKey | null>
  /** Identities by external id in one system; those never seen are left out. */
  findByExternalIds(
    entity: string,
    system: string,
    externalIds: readonly string[],
  ): Promise<ReadonlyMap<string, Identity>>
  /** Gives each external id an identity of its own, unless it has one. Idempotent across replicas. */
  mint(entity: string, system: string, externalIds: readonly string[]): Promise<ReadonlyMap<string, Identity>>
  /**
   * Links a system's record to an entity on a match. If the record belongs to another identity that has no link in any
   * system where this one has one, the two merge (this one's id stays, the other becomes an alias) — else nothing is
   * linked and the outcome says `conflict`. So it does when this one has another record in that system: it is then
   * itself the holder.
   */
  linkMatched(links: readonly MatchedLink[]): Promise<readonly LinkOutcome[]>
  /** Remembers that systems have no record of these entities, until `until`; it is given back also after that. Never replaces a LINKED link. */
  markAbsent(
    absences: readonly { entity: string; id: string; system: string; until: number }[],
  ): Promise<void>
  /** Stores ambiguities and lists them for review. Never replaces a LINKED link. */
  markAmbiguous(ambiguities: readonly Ambiguity[]): Promise<void>
  /** The system answered that the record is gone: ends that link only. An explicit link ends too (and is kept in history). */
  endLinks(ended: readonly { entity: string; key: ExternalKey }[]): Promise<void>
  /** Newest first. `after` is a cursor of an earlier page. */
  reviews(page: { first: number; after: string | null }): Promise<{
    reviews: readonly Review[]
    cursors: readonly string[]
    hasNextPage: boolean
  }>
  /** An explicit link by a person; wins over anything matched, moving the record from another identity if need be. */
  linkExplicitly(entity: string, id: string, key: ExternalKey): Promise<Identity>
  /**
   * For links that are made in a transaction of somebody else's (link-created.ts): runs it, so that nothing read before
   * it is remembered after it.
   */
  whileLinking<T>(links: readonly CreatedLink[], change: () => Promise<T>): Promise<T>
}

/** A record that was created, and the entity that it is of. */
export interface CreatedLink {
  entity: string
  id: string
  key: ExternalKey
}

export interface MatchedLink {
  entity: string
  id: string
  key: ExternalKey
  /** The match key, for the record: e.g. `email`. */
  matchedBy: string
}

export type LinkOutcome =
  { kind: 'linked'; identity: Identity } | { kind: 'conflict'; identity: Identity; holder: Identity }
