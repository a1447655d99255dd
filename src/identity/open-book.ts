import type { LinkEnding } from '../store/tables.ts'
import type { ExternalKey } from './crosswalk.ts'

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

/** An entity and a record that is not its own, so that no match may say otherwise. */
export interface Refusal extends EntityRef {
  key: ExternalKey
}

/** What the store must change so that it says what the book says. */
export interface BookChanges {
  /** Identities whose links are other ones now: all of them, which is none for a merged one. */
  identities: readonly (EntityRef & { links: readonly StoredLink[] })[]
  /** `mergedInto` was valid when it was merged, `id` is now. */
  aliases: readonly (EntityRef & { alias: string; mergedInto: string })[]
  ended: readonly EndedLink[]
  /** Aliases that are ids of their own again. */
  parted: readonly EntityRef[]
  refused: readonly Refusal[]
  /** Refused before, and no longer. */
  allowed: readonly Refusal[]
  /** Questions that a person has answered. */
  settled: readonly (EntityRef & { system: string })[]
  /** Systems that have two records of the entity. */
  duplicates: readonly (EntityRef & { system: string; externalIds: readonly string[] })[]
  /** Records that are no longer second ones of the entity. */
  withdrawn: readonly Refusal[]
}

/** What is known and what became of it, without the rules: for those who write them (link-book.ts, person-decisions.ts). */
export interface OpenBook {
  /** The id that is valid now. */
  resolve(ref: EntityRef): EntityRef
  linksOf(ref: EntityRef): Map<string, StoredLink>
  liveLinks(ref: EntityRef): LiveLink[]
  holderOf(entity: string, key: ExternalKey): EntityRef | null
  setLink(ref: EntityRef, link: StoredLink): void
  end(ref: EntityRef, link: LiveLink, ending: LinkEnding, movedTo: string | null): void
  /** Takes the state of a system that has no live link off. */
  unmark(ref: EntityRef, system: string): void
  becomeAlias(old: EntityRef, ref: EntityRef): void
  part(alias: EntityRef): void
  refuse(ref: EntityRef, key: ExternalKey): void
  allow(ref: EntityRef, key: ExternalKey): void
  settle(ref: EntityRef, system: string): void
  duplicate(ref: EntityRef, system: string, externalIds: readonly string[]): void
  withdraw(ref: EntityRef, key: ExternalKey): void
  refuses(ref: EntityRef, key: ExternalKey): boolean
  changes(): BookChanges
}

export function createOpenBook(
  stored: readonly (EntityRef & { link: StoredLink })[],
  aliases: readonly (EntityRef & { alias: string })[],
  storedRefusals: readonly Refusal[],
): OpenBook {
  const names = new Map(aliases.map(({ entity, alias, id }) => [nameOf({ entity, id: alias }), id]))
  const identities = new Map<string, EntityRef & { links: Map<string, StoredLink> }>()
  const newAliases: (EntityRef & { alias: string })[] = []
  const ended: EndedLink[] = []
  const changed = new Set<string>()
  let refusals = storedRefusals
  const parted: EntityRef[] = []
  /** By what they say: one that is said twice is one. */
  const refused = new Map<string, Refusal>()
  const allowed: Refusal[] = []
  const settled: (EntityRef & { system: string })[] = []
  const duplicates: BookChanges['duplicates'][number][] = []
  const withdrawn: Refusal[] = []

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

  const isOf = (refusal: Refusal, ref: EntityRef, key: ExternalKey) =>
    nameOf(resolve(refusal)) === nameOf(ref) && isSameKey(refusal.key, key)

  for (const { entity, id, link } of stored) linksOf({ entity, id }).set(link.system, link)

  return {
    ...{ resolve, linksOf, liveLinks, setLink, end, becomeAlias },
    holderOf: (entity, key) => {
      const holder = holderOf(entity, key)
      return holder && refOf(holder)
    },
    unmark(ref, system) {
      if (linksOf(ref).delete(system)) changed.add(nameOf(ref))
    },
    part(alias) {
      names.delete(nameOf(alias))
      parted.push(refOf(alias))
    },
    refuse(ref, key) {
      const refusal = { ...refOf(ref), key }
      refusals = [...refusals, refusal]
      refused.set(`${nameOf(ref)}\0${key.system}\0${key.externalId}`, refusal)
    },
    allow(ref, key) {
      refusals = refusals.filter((refusal) => !isOf(refusal, ref, key))
      allowed.push({ ...refOf(ref), key })
    },
    settle: (ref, system) => void settled.push({ ...refOf(ref), system }),
    duplicate: (ref, system, externalIds) => void duplicates.push({ ...refOf(ref), system, externalIds }),
    withdraw: (ref, key) => void withdrawn.push({ ...refOf(ref), key }),
    refuses: (ref, key) => refusals.some((refusal) => isOf(refusal, ref, key)),
    changes: () => ({
      identities: [...changed].flatMap((name) => {
        const identity = identities.get(name)
        return identity ? [{ ...refOf(identity), links: [...identity.links.values()] }] : []
      }),
      aliases: newAliases.map(({ entity, alias, id }) => ({
        ...resolve({ entity, id }),
        alias,
        mergedInto: id,
      })),
      ...{ ended, parted, refused: [...refused.values()], allowed, settled, duplicates, withdrawn },
    }),
  }
}

export function holds(link: StoredLink | undefined, key: ExternalKey): boolean {
  return link?.state === 'LINKED' && isSameKey(link, key)
}

export function newLink(key: ExternalKey, origin: LiveLink['origin'], matchedBy: string | null): LiveLink {
  return { state: 'LINKED', ...key, origin, matchedBy, createdAt: null }
}

export const keyOf = ({ system, externalId }: ExternalKey): ExternalKey => ({ system, externalId })
const isSameKey = (one: ExternalKey, other: ExternalKey) =>
  one.system === other.system && one.externalId === other.externalId
const refOf = ({ entity, id }: EntityRef): EntityRef => ({ entity, id })
const nameOf = ({ entity, id }: EntityRef) => `${entity}\0${id}`
