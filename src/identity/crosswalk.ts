import type { AuditEntry } from '../audit/audit-trail.ts'

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
  /** The key that matched, e.g. `email`; `merge`, of a system that turned out to have two records of the entity. */
  matchedBy: string
  candidates: readonly string[]
  reason: string
}

export interface Review extends Ambiguity {
  seenAt: string
}

/** What memory has and may be believed without asking the store, at once; null: ask. */
export type Known = (name: string) => Identity | null

export interface Crosswalk extends IdentityDecisions {
  /** By canonical id, or alias. */
  knownById(entity: string): Known
  knownByExternalId(entity: string, system: string): Known
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
   * itself the holder. What a person decided against is `refused`: to this entity, the system has no such record.
   */
  linkMatched(links: readonly MatchedLink[]): Promise<readonly LinkOutcome[]>
  /** Remembers that systems have no record of these entities, until `until`; it is given back also after that. Never replaces a LINKED link. */
  markAbsent(
    absences: readonly { entity: string; id: string; system: string; until: number }[],
  ): Promise<void>
  /**
   * Stores ambiguities and lists them for review, without the candidates that a person refused; one of which none is left
   * is REFUSED, and nothing is stored. Never replaces a LINKED link.
   */
  markAmbiguous(ambiguities: readonly Ambiguity[]): Promise<readonly ('LISTED' | 'REFUSED')[]>
  /** The system answered that the record is gone: ends that link only. An explicit link ends too (and is kept in history). */
  endLinks(ended: readonly { entity: string; key: ExternalKey }[]): Promise<void>
  /** Newest first. `after` is a cursor of an earlier page. */
  reviews(page: { first: number; after: string | null }): Promise<{
    reviews: readonly Review[]
    cursors: readonly string[]
    hasNextPage: boolean
  }>
  /**
   * For links that are made in a transaction of somebody else's (link-created.ts): runs it, so that nothing read before
   * it is remembered after it.
   */
  whileLinking<T>(links: readonly CreatedLink[], change: () => Promise<T>): Promise<T>
}

/**
 * What people decide. Each is one transaction, its audit entries included, and throws GatewayError: NOT_FOUND for an id
 * that stands for nothing, CONFLICT where it cannot be, STORE_UNAVAILABLE.
 */
export interface IdentityDecisions {
  /**
   * A person's link wins over anything matched: the record is moved from another identity if need be, which becomes an
   * alias if that was its last one and else refuses it, and takes the place of the one that this entity had.
   */
  linkExplicitly(
    entity: string,
    id: string,
    key: ExternalKey,
    audit: readonly AuditEntry[],
  ): Promise<ExplicitLink>
  /**
   * Ends the entity's link in a system, or its open question there, for good: the records stay refused, to whatever
   * matches, until a person links one. When next seen, such a record has an identity of its own. CONFLICT for an entity's
   * only record; NOT_FOUND also where there is neither link nor question.
   */
  unlink(entity: string, id: string, system: string, audit: readonly AuditEntry[]): Promise<Unlinked>
  /**
   * Makes `drop` an alias of `keep`. Where both have a record in one system, `keep`'s stays linked and the other is in
   * `reviews`. Two that are one already stay as they are. CONFLICT when it is the same id.
   */
  merge(entity: string, keep: string, drop: string, audit: readonly AuditEntry[]): Promise<Merged>
  /**
   * Takes back what made an id an alias: it is an id of its own again, with the records that it had, and no match joins
   * the two. CONFLICT for an id that is none's alias, or whose records are all other entities' by now.
   */
  unmerge(entity: string, alias: string, audit: readonly AuditEntry[]): Promise<Unmerged>
}

export interface ExplicitLink {
  identity: Identity
  /** The record of that system that it was until now. */
  replaced: ExternalKey | null
  /** The id that had the record until now; by now an alias if it was its only one. */
  takenFrom: string | null
}

export interface Unlinked {
  identity: Identity
  /** The record that was linked, or the candidates of the question. */
  refused: readonly ExternalKey[]
}

export interface Merged {
  /** `id` is `keep`, unless that was an alias. */
  identity: Identity
  moved: readonly ExternalKey[]
  /** Records of `drop` that are nobody's now: the entity has another one in that system. */
  duplicates: readonly ExternalKey[]
}

export interface Unmerged {
  /** Of the id that was an alias. */
  identity: Identity
  /** What it was part of, as it is without it; without links where it has no record left. */
  from: Identity
  restored: readonly ExternalKey[]
  /** Records that it had and that are another entity's now (`id`). */
  elsewhere: readonly { key: ExternalKey; id: string }[]
}

export interface MatchedLink {
  entity: string
  id: string
  key: ExternalKey
  /** The match key, for the record: e.g. `email`. */
  matchedBy: string
}

export type LinkOutcome =
  | { kind: 'linked'; identity: Identity }
  | { kind: 'conflict'; identity: Identity; holder: Identity }
  | { kind: 'refused'; identity: Identity }

/** A record that was created, and the entity that it is of. */
export interface CreatedLink {
  entity: string
  id: string
  key: ExternalKey
}
