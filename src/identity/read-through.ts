import type { Kysely } from 'kysely'
import type { Tables } from '../store/tables.ts'
import type { Identity } from './crosswalk.ts'
import type { EntityFences } from './entity-fences.ts'
import { createGather } from './gather-reads.ts'
import type { LinkNews } from './hear-links.ts'
import type { IdentityMemory } from './identity-memory.ts'
import { mintIdentities } from './mint-identities.ts'
import { readByExternalIds, readByIds } from './read-identities.ts'

type Identities = ReadonlyMap<string, Identity>

/** Reads of the store that memory learns from, keyed by what was asked for. */
export interface ReadThrough {
  byIds(entity: string, ids: readonly string[]): Promise<Identities>
  byExternalIds(entity: string, system: string, externalIds: readonly string[]): Promise<Identities>
  /** The same, and each that has no identity gets one. */
  mint(entity: string, system: string, externalIds: readonly string[]): Promise<Identities>
}

export function createReadThrough(options: {
  store: Kysely<Tables>
  memory: IdentityMemory
  fences: EntityFences
  news: LinkNews
  now: () => number
  sharedIds: ReadonlySet<string>
}): ReadThrough {
  const { store, memory, fences, news, now, sharedIds } = options
  const gather = createGather()

  /** Reads and remembers, unless this replica changed links of the entity meanwhile. */
  const through = async (
    entity: string,
    read: () => Promise<Identities>,
    namesOf: (asked: string, identity: Identity) => readonly string[] = () => [],
  ): Promise<Identities> => {
    const fence = fences.watch(entity)
    const heard = news.heardOf(entity)
    const identities = await read()
    if (!fence.isQuiet()) return identities
    for (const [asked, identity] of identities) {
      memory.put(identity, namesOf(asked, identity), now())
      // It may be from before what was heard of meanwhile.
      if (news.heardOf(entity) !== heard) memory.outdate(entity, identity.id)
    }
    return identities
  }

  const byExternalIds = (entity: string, system: string, externalIds: readonly string[]) =>
    through(entity, () =>
      gather(`${entity}\0${system}`, externalIds, (all) => readByExternalIds(store, entity, system, all)),
    )

  const mintStrangers = (entity: string, system: string, externalIds: readonly string[]) => {
    const kind = { entity, system, isShared: sharedIds.has(entity) }
    return fences.raise(
      [entity],
      () => mintIdentities(store, kind, externalIds, new Date(now())),
      (minted, alone) => {
        for (const identity of minted.values())
          if (alone) memory.put(identity, [], now())
          else memory.forget(entity, identity.id)
      },
    )
  }

  return {
    byIds: (entity, ids) =>
      through(
        entity,
        () => gather(entity, ids, (all) => readByIds(store, entity, all)),
        (asked, { id }) => (asked === id ? [] : [asked]),
      ),
    byExternalIds,
    async mint(entity, system, externalIds) {
      // Nearly all are there already, and only a new one is a change, beside which nothing is remembered.
      const known = await byExternalIds(entity, system, externalIds)
      const strangers = externalIds.filter((externalId) => !known.has(externalId))
      if (strangers.length === 0) return known
      return new Map([...known, ...(await mintStrangers(entity, system, strangers))])
    },
  }
}
