import type { ExternalKey, Identity, Link } from './crosswalk.ts'

/** An identity as it was read, and when (ms since epoch); -Infinity: something has changed since. */
export interface Remembered {
  identity: Identity
  readAt: number
}

/** The bounded tier in front of the store: identities by id, by alias and by external key; those go first that nobody asked for lately. */
export interface IdentityMemory {
  byId(entity: string): Find
  /** Of whichever entity it is. */
  byAnyId: Find
  byKey(entity: string, system: string): Find
  put(identity: Identity, aliases: Iterable<string>, readAt: number): void
  /** What a system without a live link answered: known as of when the identity was read. By id or alias. */
  mark(entity: string, id: string, system: string, link: Exclude<Link, { state: 'LINKED' }>): void
  /** Still there for when the store is away, and for nothing else. By id or alias. */
  outdate(entity: string, id: string): void
  /** By id or alias. */
  forget(entity: string, id: string): void
  forgetKey(entity: string, key: ExternalKey): void
}

/** By an id, or an external id. */
export type Find = (name: string) => Remembered | null

interface Entry extends Remembered {
  /** Somebody asked for it since it was put last. */
  isUsed: boolean
  /** Every name under which the indexes find it. */
  names: readonly Name[]
}

/** Ids of an entity, or external ids of it at a system. */
type Index = Map<string, Entry>

interface Name {
  index: Index
  name: string
}

/** So many of those that were used are spared at a time: however many there are, making room takes no longer. */
const maxSpared = 100

export function createIdentityMemory(maxIdentities: number): IdentityMemory {
  /** The first to go first: Set keeps the order of insertion. */
  const entries = new Set<Entry>()
  /** As many as the schema has entities. */
  const ids = new Map<string, Index>()
  /** By entity and system. */
  const keys = new Map<string, Map<string, Index>>()

  /** Made for what is put alone: who looks may ask for entities that there are not. */
  const idsOf = (entity: string): Index => getOrMake(ids, entity, () => new Map<string, Entry>())
  const keysOf = (entity: string, system: string): Index =>
    getOrMake(
      getOrMake(keys, entity, () => new Map<string, Index>()),
      system,
      () => new Map<string, Entry>(),
    )

  const find = (index: Index | undefined, name: string): Entry | null => {
    const entry = index?.get(name)
    if (!entry) return null
    // No more than a mark: put last at each use, they would have their order made anew all the time.
    entry.isUsed = true
    return entry
  }
  const remove = (entry: Entry | undefined): void => {
    if (!entry) return
    entries.delete(entry)
    for (const { index, name } of entry.names) index.delete(name)
  }
  /** Whoever was used since is put last, once. */
  const makeRoom = (): void => {
    let spared = 0
    for (const entry of entries) {
      if (!entry.isUsed || spared === maxSpared) {
        remove(entry)
        return
      }
      spared++
      entry.isUsed = false
      entries.delete(entry)
      entries.add(entry)
    }
  }

  return {
    byId(entity) {
      let index = ids.get(entity)
      return (id) => find((index ??= ids.get(entity)), id)
    },
    byAnyId(id) {
      for (const index of ids.values()) {
        const entry = find(index, id)
        if (entry) return entry
      }
      return null
    },
    byKey(entity, system) {
      let index = keys.get(entity)?.get(system)
      return (externalId) => find((index ??= keys.get(entity)?.get(system)), externalId)
    },
    put(identity, aliases, readAt) {
      const { entity, id, links } = identity
      const index = idsOf(entity)
      // Aliases stay aliases; what else was known of it may be outdated.
      const before = index.get(id)?.names.filter((name) => name.index === index) ?? []
      const allIds = new Set([id, ...aliases, ...before.map(({ name }) => name)])
      const names: Name[] = [...allIds].map((name) => ({ index, name }))
      for (const [system, link] of links)
        if (link.state === 'LINKED') names.push({ index: keysOf(entity, system), name: link.externalId })
      // Whoever had one of these names before has lost it since.
      for (const { index: its, name } of names) remove(its.get(name))
      if (entries.size >= maxIdentities) makeRoom()
      const entry = { identity, readAt, names, isUsed: false }
      for (const { index: its, name } of names) its.set(name, entry)
      entries.add(entry)
    },
    mark(entity, id, system, link) {
      const entry = find(ids.get(entity), id)
      if (!entry || entry.identity.links.get(system)?.state === 'LINKED') return
      entry.identity = { ...entry.identity, links: new Map(entry.identity.links).set(system, link) }
    },
    outdate(entity, id) {
      const entry = find(ids.get(entity), id)
      if (entry) entry.readAt = Number.NEGATIVE_INFINITY
    },
    forget: (entity, id) => remove(ids.get(entity)?.get(id)),
    forgetKey: (entity, { system, externalId }) => remove(keys.get(entity)?.get(system)?.get(externalId)),
  }
}

function getOrMake<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}
