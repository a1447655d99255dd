import type { LinkEnding } from '../store/tables.ts'
import type { ExternalKey, MatchedLink } from './crosswalk.ts'

/** A link as it is stored. */
export type StoredLink = {
  system: string
  matchedBy: string | null
  /** PostgreSQL's text of when it was made; null for one that is new. */
  createdAt: string | null
} & (
  | { state: 'LINKED'; externalId: string; origin: 'MINTED' | 'MATCHED' | 'EXPLICIT' }
  | { state: 'ABSENT'; absentUntil: string }
  | { state: 'AMBIGUOUS' }
)
export type LiveLink = Extract<StoredLink, { state: 'LINKED' }>

export interface EntityRef {
  entity: string
  id: string
}

export interface EndedLink extends EntityRef {
  link: LiveLink
  ending: LinkEnding
  movedTo: string | null
}

/** What the store must change so that it says what the book says. */
export interface BookChanges {
  /** Identities whose links are other ones now: all of them, which is none for a merged one. */
  identities: readonly (EntityRef & { links: readonly StoredLink[] })[]
  aliases: readonly (EntityRef & { alias: string })[]
  ended: readonly EndedLink[]
}

/**
 * Part of the crosswalk, taken out of the store to be changed: the rules of merging and moving, without SQL. Decisions
 * see the effect of those before them. Links and aliases of everything that they touch must be in it.
 */
export interface LinkBook {
  /** The id that is valid now. */
  resolve(ref: EntityRef): EntityRef
  exists(ref: EntityRef): boolean
  /** See `Crosswalk.linkMatched`; the holder is the identity that stands in the way. */
  linkMatched(link: MatchedLink): { kind: 'linked' } | { kind: 'conflict'; holder: EntityRef }
  /**
   * Gives a record that was just created the identity `ref`, unless a list that was read meanwhile gave it another. The
   * id that is valid for it; null: `ref` has another record of this system.
   */
  mint(ref: EntityRef, key: ExternalKey): string | null
  /** See `Crosswalk.linkExplicitly`. */
  linkExplicitly(ref: EntityRef, key: ExternalKey): void
  changes(): BookChanges
}

export function createLinkBook(
  stored: readonly (EntityRef & { link: StoredLink })[],
  aliases: readonly (EntityRef & { alias: string })[],
): LinkBook {
  const names = new Map(aliases.map(({ entity, alias, id }) => [nameOf({ entity, id: alias }), id]))
  const identities = new Map<string, EntityRef & { links: Map<string, StoredLink> }>()
  const newAliases: (EntityRef & { alias: string })[] = []
  const ended: EndedLink[] = []
  const changed = new Set<string>()

  const resolve = (ref: EntityRef): EntityRef => {
    const id = names.get(nameOf(ref))
    return id === undefined ? ref : resolve({ entity: ref.entity, id })
  }
  const linksOf = (ref: EntityRef): Map<string, StoredLink> => {
    const name = nameOf(ref)
    const identity = identities.get(name) ?? { ...ref, links: new Map<string, StoredLink>() }
    identities.set(name, identity)
    return identity.links
  }
  const liveLinks = (ref: EntityRef) =>
    [...linksOf(ref).values()].filter((link): link is LiveLink => link.state === 'LINKED')
  const holderOf = (entity: string, key: ExternalKey): EntityRef | null =>
    identities
      .values()
      .find((identity) => identity.entity === entity && holds(identity.links.get(key.system), key)) ?? null

  const setLink = (ref: EntityRef, link: StoredLink) => {
    linksOf(ref).set(link.system, link)
    changed.add(nameOf(ref))
  }
  const end = (ref: EntityRef, link: LiveLink, ending: LinkEnding, movedTo: string | null) => {
    linksOf(ref).delete(link.system)
    changed.add(nameOf(ref))
    ended.push({ ...ref, link, ending, movedTo })
  }
  /** A question for a person goes along; that a system had no record of the old one says nothing about the new one. */
  const becomeAlias = (old: EntityRef, ref: EntityRef) => {
    for (const link of linksOf(old).values())
      if (link.state === 'AMBIGUOUS' && linksOf(ref).get(link.system)?.state !== 'LINKED') setLink(ref, link)
    linksOf(old).clear()
    changed.add(nameOf(old))
    names.set(nameOf(old), ref.id)
    newAliases.push({ ...ref, alias: old.id })
  }

  for (const { entity, id, link } of stored) linksOf({ entity, id }).set(link.system, link)

  const linkExplicitly = (asked: EntityRef, key: ExternalKey) => {
    const ref = resolve(asked)
    const own = linksOf(ref).get(key.system)
    if (own?.state === 'LINKED' && !holds(own, key)) end(ref, own, 'REPLACED', null)
    const holder = holderOf(ref.entity, key)
    if (holder && holder.id !== ref.id) {
      const link = linksOf(holder).get(key.system)
      if (link?.state === 'LINKED') end(holder, link, 'MOVED', ref.id)
      if (liveLinks(holder).length === 0) becomeAlias(refOf(holder), ref)
    }
    setLink(ref, newLink(key, 'EXPLICIT', null))
  }

  return {
    resolve,
    exists: (ref) => liveLinks(resolve(ref)).length > 0,

    linkMatched({ entity, id, key, matchedBy }) {
      const ref = resolve({ entity, id })
      const own = linksOf(ref).get(key.system)
      if (holds(own, key)) return { kind: 'linked' }
      if (own?.state === 'LINKED') return { kind: 'conflict', holder: ref }
      const holder = holderOf(entity, key)
      if (!holder) {
        setLink(ref, newLink(key, 'MATCHED', matchedBy))
        return { kind: 'linked' }
      }
      const theirs = liveLinks(holder)
      const clash = theirs.some((link) => linksOf(ref).get(link.system)?.state === 'LINKED')
      if (clash) return { kind: 'conflict', holder: refOf(holder) }
      for (const link of theirs) {
        end(holder, link, 'MERGED', ref.id)
        const isMatched = holds(link, key) && link.origin !== 'EXPLICIT'
        setLink(ref, isMatched ? { ...link, origin: 'MATCHED', matchedBy } : link)
      }
      becomeAlias(refOf(holder), ref)
      return { kind: 'linked' }
    },

    mint(asked, key) {
      const holder = holderOf(asked.entity, key)
      if (holder) return holder.id
      const ref = resolve(asked)
      if (linksOf(ref).get(key.system)?.state === 'LINKED') return null
      setLink(ref, newLink(key, 'MINTED', null))
      return ref.id
    },

    linkExplicitly,

    changes: () => ({
      identities: [...changed].flatMap((name) => {
        const identity = identities.get(name)
        return identity ? [{ ...refOf(identity), links: [...identity.links.values()] }] : []
      }),
      aliases: newAliases.map(({ entity, alias, id }) => ({ ...resolve({ entity, id }), alias })),
      ended,
    }),
  }
}

function holds(link: StoredLink | undefined, key: ExternalKey): boolean {
  return link?.state === 'LINKED' && link.system === key.system && link.externalId === key.externalId
}

function newLink(key: ExternalKey, origin: LiveLink['origin'], matchedBy: string | null): LiveLink {
  return { state: 'LINKED', ...key, origin, matchedBy, createdAt: null }
}

const refOf = ({ entity, id }: EntityRef): EntityRef => ({ entity, id })
const nameOf = ({ entity, id }: EntityRef) => `${entity}\0${id}`
