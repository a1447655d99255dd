import type { ExternalKey, MatchedLink } from './crosswalk.ts'
import {
  createOpenBook,
  holds,
  keyOf,
  newLink,
  type BookChanges,
  type EntityRef,
  type Refusal,
  type StoredLink,
} from './open-book.ts'
import { createPersonDecisions, type PersonDecisions } from './person-decisions.ts'

/**
 * Part of the crosswalk, taken out of the store to be changed: the rules of merging and moving, without SQL. Decisions
 * see the effect of those before them. Links, aliases and refusals of everything that they touch must be in it.
 */
export interface LinkBook extends PersonDecisions {
  /** The id that is valid now. */
  resolve(ref: EntityRef): EntityRef
  exists(ref: EntityRef): boolean
  /** See `Crosswalk.linkMatched`; the holder is the identity that stands in the way. */
  linkMatched(
    link: MatchedLink,
  ): { kind: 'linked' } | { kind: 'conflict'; holder: EntityRef } | { kind: 'refused' }
  /**
   * Gives a record that was just created the identity `ref`, unless a list that was read meanwhile gave it another. The
   * id that is valid for it; null: `ref` has another record of this system.
   */
  mint(ref: EntityRef, key: ExternalKey): string | null
  changes(): BookChanges
}

export function createLinkBook(
  stored: readonly (EntityRef & { link: StoredLink })[],
  aliases: readonly (EntityRef & { alias: string })[],
  refusals: readonly Refusal[],
): LinkBook {
  const open = createOpenBook(stored, aliases, refusals)
  const { resolve, linksOf, liveLinks, holderOf, setLink, end, becomeAlias, refuses } = open

  return {
    ...createPersonDecisions(open),
    resolve,
    changes: open.changes,
    exists: (ref) => liveLinks(resolve(ref)).length > 0,

    mint(asked, key) {
      const holder = holderOf(asked.entity, key)
      if (holder) return holder.id
      const ref = resolve(asked)
      if (linksOf(ref).get(key.system)?.state === 'LINKED') return null
      setLink(ref, newLink(key, 'MINTED', null))
      return ref.id
    },

    linkMatched({ entity, id, key, matchedBy }) {
      const ref = resolve({ entity, id })
      const own = linksOf(ref).get(key.system)
      if (holds(own, key)) return { kind: 'linked' }
      if (refuses(ref, key)) return { kind: 'refused' }
      if (own?.state === 'LINKED') return { kind: 'conflict', holder: ref }
      const holder = holderOf(entity, key)
      if (!holder) {
        setLink(ref, newLink(key, 'MATCHED', matchedBy))
        return { kind: 'linked' }
      }
      const theirs = liveLinks(holder)
      if (
        theirs.some((link) => refuses(ref, keyOf(link))) ||
        liveLinks(ref).some((link) => refuses(holder, keyOf(link)))
      )
        return { kind: 'refused' }
      const clash = theirs.some((link) => linksOf(ref).get(link.system)?.state === 'LINKED')
      if (clash) return { kind: 'conflict', holder: holder }
      for (const link of theirs) {
        end(holder, link, 'MERGED', ref.id)
        const isMatched = holds(link, key) && link.origin !== 'EXPLICIT'
        setLink(ref, isMatched ? { ...link, origin: 'MATCHED', matchedBy } : link)
      }
      becomeAlias(holder, ref)
      return { kind: 'linked' }
    },
  }
}
