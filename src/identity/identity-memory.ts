import type { ExternalKey, Identity, Link } from './crosswalk.ts'

/** An identity as it was read, and when (ms since epoch); -Infinity: something has changed since. */
export interface Remembered {
  identity: Identity
  readAt: number
}

/** The bounded tier in front of the store: identities by id, by alias and by external key; the least used go first. */
export interface IdentityMemory {
  byId(entity: string, id: string): Remembered | null
  /** Of whichever entity it is. */
  byAnyId(id: string): Remembered | null
  byKey(entity: string, key: ExternalKey): Remembered | null
  put(identity: Identity, aliases: Iterable<string>, readAt: number): void
  /** What a system without a live link answered: known as of when the identity was read. By id or alias. */
  mark(entity: string, id: string, system: string, link: Exclude<Link, { state: 'LINKED' }>): void
  /** Still there for when the store is away, and for nothing else. By id or alias. */
  outdate(entity: string, id: string): void
  /** By id or alias. */
  forget(entity: string, id: string): void
  forgetKey(entity: string, key: ExternalKey): void
}

interface Entry extends Remembered {
  /** When it was last put last, in uses of all entries. */
  usedAt: number
  /** Every name under which the indexes find it. */
  names: Set<string>
}

export function createIdentityMemory(maxIdentities: number): IdentityMemory {
  /** In order of use, the least recent first: Map keeps the order of insertion. */
  const entries = new Map<string, Entry>()
  const owners = new Map<string, string>()
  /** As many as the schema has. */
  const entities = new Set<string>()

  let uses = 0

  const find = (name: string): Entry | null => {
    const owner = owners.get(name)
    const entry = owner === undefined ? undefined : entries.get(owner)
    if (owner === undefined || entry === undefined) return null
    // What was put last a short while ago is far from being the first to go.
    if (++uses - entry.usedAt > maxIdentities / 4) {
      entries.delete(owner)
      entries.set(owner, entry)
      entry.usedAt = uses
    }
    return entry
  }
  const remove = (name: string): Set<string> => {
    const owner = owners.get(name)
    const entry = owner === undefined ? undefined : entries.get(owner)
    if (owner === undefined || entry === undefined) return new Set()
    entries.delete(owner)
    for (const each of entry.names) owners.delete(each)
    return entry.names
  }

  return {
    byId: (entity, id) => find(idName(entity, id)),
    byAnyId: (id) =>
      entities
        .values()
        .map((entity) => find(idName(entity, id)))
        .find((entry) => entry !== null) ?? null,
    byKey: (entity, key) => find(keyName(entity, key)),
    put(identity, aliases, readAt) {
      const { entity, id, links } = identity
      const owner = idName(entity, id)
      const names = new Set([owner, ...[...aliases].map((alias) => idName(entity, alias))])
      // Aliases stay aliases; what else was known of it may be outdated.
      for (const name of remove(owner)) if (name.startsWith('id')) names.add(name)
      for (const [system, link] of links)
        if (link.state === 'LINKED') names.add(keyName(entity, { system, externalId: link.externalId }))
      // Whoever had one of these names before has lost it since.
      for (const name of names) remove(name)
      for (const name of names) owners.set(name, owner)
      entries.set(owner, { identity, readAt, names, usedAt: ++uses })
      entities.add(entity)
      if (entries.size > maxIdentities) for (const oldest of entries.keys()) return void remove(oldest)
    },
    mark(entity, id, system, link) {
      const entry = find(idName(entity, id))
      if (!entry || entry.identity.links.get(system)?.state === 'LINKED') return
      entry.identity = { ...entry.identity, links: new Map(entry.identity.links).set(system, link) }
    },
    outdate(entity, id) {
      const entry = find(idName(entity, id))
      if (entry) entry.readAt = Number.NEGATIVE_INFINITY
    },
    forget: (entity, id) => void remove(idName(entity, id)),
    forgetKey: (entity, key) => void remove(keyName(entity, key)),
  }
}

const idName = (entity: string, id: string) => `id\0${entity}\0${id}`
const keyName = (entity: string, { system, externalId }: ExternalKey) =>
  `key\0${entity}\0${system}\0${externalId}`
