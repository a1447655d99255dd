import type { ExternalKey } from './crosswalk.ts'
import { holds, keyOf, newLink, type EntityRef, type LiveLink, type OpenBook } from './open-book.ts'

/** A link that an id had when it became an alias. */
export interface FormerLink {
  link: LiveLink
  /** Whether nothing but first sight has ever made the identity that has the record now; false where none has. */
  isHolderUntouched: boolean
}

export interface FormerIdentity {
  links: readonly FormerLink[]
  /** What the identity that it is part of has refused since. */
  refusedSince: readonly ExternalKey[]
}

/** What was decided of a record that an id had. */
export interface Elsewhere {
  key: ExternalKey
  /** Canonical id of whose it is. */
  id: string
}

/** The rules of what people decide: they win over matching, and matching remembers what they refused. */
export interface PersonDecisions {
  /** See `Crosswalk.linkExplicitly`. */
  linkExplicitly(
    ref: EntityRef,
    key: ExternalKey,
  ): { replaced: ExternalKey | null; takenFrom: EntityRef | null }
  /** See `Crosswalk.unlink`; `candidates` are those of an open question. */
  unlink(
    ref: EntityRef,
    system: string,
    candidates: readonly string[],
  ): { kind: 'unlinked' | 'dismissed'; refused: readonly ExternalKey[] } | { kind: 'none' } | { kind: 'last' }
  /** See `Crosswalk.merge`. */
  merge(
    keep: EntityRef,
    drop: EntityRef,
  ): { moved: readonly ExternalKey[]; duplicates: readonly ExternalKey[] }
  /** See `Crosswalk.unmerge`; nothing is changed if nothing can be restored. */
  unmerge(
    alias: EntityRef,
    former: FormerIdentity,
  ): { from: EntityRef; restored: readonly ExternalKey[]; elsewhere: readonly Elsewhere[] }
}

export function createPersonDecisions(book: OpenBook): PersonDecisions {
  const { resolve, linksOf, liveLinks, holderOf, setLink, end, becomeAlias } = book

  const linkOf = (ref: EntityRef, key: ExternalKey): LiveLink | null => {
    const link = linksOf(ref).get(key.system)
    return link?.state === 'LINKED' && holds(link, key) ? link : null
  }

  return {
    linkExplicitly(asked, key) {
      const ref = resolve(asked)
      const own = linksOf(ref).get(key.system)
      const replaced = own?.state === 'LINKED' && !holds(own, key) ? own : null
      if (replaced) {
        end(ref, replaced, 'REPLACED', null)
        book.refuse(ref, keyOf(replaced))
      }
      const holder = holderOf(ref.entity, key)
      const takenFrom = holder && holder.id !== ref.id ? holder : null
      const taken = takenFrom && linkOf(takenFrom, key)
      if (takenFrom && taken) {
        const isLast = liveLinks(takenFrom).length === 1
        end(takenFrom, taken, isLast ? 'MERGED' : 'MOVED', ref.id)
        if (isLast) becomeAlias(takenFrom, ref)
        else book.refuse(takenFrom, key)
      }
      for (const link of liveLinks(ref)) book.allow(ref, keyOf(link))
      book.allow(ref, key)
      setLink(ref, newLink(key, 'EXPLICIT', null))
      book.settle(ref, key.system)
      return { replaced: replaced && keyOf(replaced), takenFrom }
    },

    unlink(asked, system, candidates) {
      const ref = resolve(asked)
      const link = linksOf(ref).get(system)
      if (!link || link.state === 'ABSENT') return { kind: 'none' }
      if (link.state === 'LINKED') {
        if (liveLinks(ref).length === 1) return { kind: 'last' }
        end(ref, link, 'UNLINKED', null)
      } else book.unmark(ref, system)
      book.settle(ref, system)
      const refused =
        link.state === 'LINKED' ? [keyOf(link)] : candidates.map((externalId) => ({ system, externalId }))
      for (const key of refused) book.refuse(ref, key)
      return { kind: link.state === 'LINKED' ? 'unlinked' : 'dismissed', refused }
    },

    merge(keepAsked, dropAsked) {
      const [keep, drop] = [resolve(keepAsked), resolve(dropAsked)]
      if (keep.id === drop.id) return { moved: [], duplicates: [] }
      const [ours, theirs] = [liveLinks(keep), liveLinks(drop)]
      const duplicates = theirs.filter(({ system }) => ours.some((own) => own.system === system))
      const moved = theirs.filter((link) => !duplicates.includes(link))
      for (const link of duplicates) end(drop, link, 'DUPLICATE', null)
      for (const link of moved) {
        end(drop, link, 'MERGED', keep.id)
        setLink(keep, link)
      }
      becomeAlias(drop, keep)
      for (const link of [...ours, ...theirs]) book.allow(keep, keyOf(link))
      for (const { system, externalId } of duplicates) {
        const own = ours.find((link) => link.system === system)
        if (own) book.duplicate(keep, system, [own.externalId, externalId])
      }
      return { moved: moved.map(keyOf), duplicates: duplicates.map(keyOf) }
    },

    unmerge(alias, { links, refusedSince }) {
      const from = resolve(alias)
      const placed = links.map(({ link, isHolderUntouched }) => {
        const holder = holderOf(alias.entity, link)
        const isFree =
          !holder || holder.id === from.id || (isHolderUntouched && liveLinks(holder).length === 1)
        return { link, holder, isFree }
      })
      const elsewhere = placed.flatMap(({ link, holder, isFree }) =>
        isFree || !holder ? [] : [{ key: keyOf(link), id: holder.id }],
      )
      const free = placed.filter(({ isFree }) => isFree)
      const restored = free.map(({ link }) => keyOf(link))
      if (free.length === 0) return { from, restored, elsewhere }

      book.part(alias)
      // Asked anew of each: the evidence was both's.
      for (const { system, state } of linksOf(from).values().toArray())
        if (state !== 'LINKED') {
          book.unmark(from, system)
          book.settle(from, system)
        }
      for (const { link, holder } of free) {
        const current = holder && linkOf(holder, link)
        if (holder && current) end(holder, current, holder.id === from.id ? 'UNMERGED' : 'MERGED', alias.id)
        if (holder && holder.id !== from.id) becomeAlias(holder, alias)
        setLink(alias, link)
        book.withdraw(from, keyOf(link))
        book.allow(alias, keyOf(link))
        book.refuse(from, keyOf(link))
      }
      const isRestored = (key: ExternalKey) => free.some(({ link }) => holds(link, key))
      for (const key of [...liveLinks(from).map(keyOf), ...refusedSince])
        if (!isRestored(key)) book.refuse(alias, key)
      return { from, restored, elsewhere }
    },
  }
}
