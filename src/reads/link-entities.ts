import type { Crosswalk, Identity } from '../identity/crosswalk.ts'
import type { Catalog, Entity, SystemName } from '../schema/catalog.ts'
import type { SourceRecord } from '../datasources/source-record.ts'
import { batchWrites } from './batch-writes.ts'
import { adoptIdentity, externalIdAt, type EntityHandle } from './entity-handle.ts'
import type { Loaders } from './loaders.ts'
import { matchRecord, type MatchOutcome } from './match-records.ts'
import { failureOf, outcomeOf, type Failure } from './outcome.ts'

/** How long a system that had no record of an entity is not asked again. */
const absentForMs = 15 * 60_000

/** Finds out who an entity is and which systems know it: from the crosswalk, or on first sight by matching. */
export interface Linker {
  /** Gives each handle its canonical id and known links. Never throws: what could not be had is on the handle. */
  identify(handles: readonly EntityHandle[]): Promise<void>
  /** Makes sure that each handle has a link view for `system`. */
  linkTo(handles: readonly EntityHandle[], system: SystemName): Promise<void>
}

export function createLinker(options: {
  catalog: Catalog
  crosswalk: Crosswalk
  loaders: Loaders
  authorityOf: (entity: string) => SystemName
  now: () => number
}): Linker {
  const { catalog, crosswalk, loaders, authorityOf, now } = options
  // A record and a collection of the same system both want the link: they share one search.
  const pending = new Map<EntityHandle, Promise<void>>()
  const searches = new Map<EntityHandle, Map<SystemName, Promise<void>>>()
  const { mint, linkMatched, markAbsent, markAmbiguous } = batchWrites(crosswalk)

  const entityOf = (handle: EntityHandle): Entity => {
    const entity = catalog.entities.get(handle.entity)
    if (!entity) throw new Error(`not an entity: ${handle.entity}`)
    return entity
  }
  const isConfigured = (entity: Entity, system: SystemName) =>
    loaders.sourceOf({ system, entity: entity.name, part: null }) !== null
  const systemsOf = (entity: Entity): SystemName[] => [
    ...new Set([entity.owner, ...entity.sources.map((source) => source.system)]),
  ]

  const adoptAll = (
    handles: readonly EntityHandle[],
    identityOf: (handle: EntityHandle) => Identity | undefined,
  ): void => {
    for (const handle of handles) {
      const identity = identityOf(handle)
      if (identity) adoptIdentity(handle, identity, now())
    }
  }

  /** Handles that came from one system: known ones from the crosswalk, new ones minted or matched to the authority. */
  const identifyFrom = async (entity: Entity, system: SystemName, handles: readonly EntityHandle[]) => {
    const idOf = (handle: EntityHandle) => externalIdAt(handle, system) ?? ''
    // Whoever decides whether a newly seen record is a known entity: the owner, or who stands in for it.
    const authority = authorityOf(entity.name)
    if (system === authority || entity.match.length === 0) {
      const minted = await crosswalk.mint(entity.name, system, distinct(handles.map(idOf)))
      adoptAll(handles, (handle) => minted.get(idOf(handle)))
      return
    }
    const known = await crosswalk.findByExternalIds(entity.name, system, distinct(handles.map(idOf)))
    adoptAll(handles, (handle) => known.get(idOf(handle)))
    const strangers = handles.filter((handle) => handle.id === null)
    const byExternalId = Map.groupBy(strangers, idOf)
    await Promise.all([...byExternalId.values()].map((same) => introduce(entity, system, authority, same)))
  }

  /** First sight of a record of another system than the authority: is it an entity that the authority knows? */
  const introduce = async (
    entity: Entity,
    system: SystemName,
    authority: SystemName,
    same: readonly EntityHandle[],
  ): Promise<void> => {
    const [first] = same
    const externalId = first && externalIdAt(first, system)
    if (!externalId) return
    const loaded = await loaders.record({ system, entity: entity.name, part: null }, externalId)
    // Deleted since something referred to it: there is nobody to introduce.
    if (loaded.kind === 'gone') {
      for (const handle of same) handle.records.set(system, loaded)
      return
    }
    const match: MatchOutcome =
      loaded.kind === 'failed'
        ? loaded
        : await matchRecord(loaders, entity, { system, record: loaded.record }, authority)

    if (match.kind === 'linked') {
      const known = await mint({ entity: entity.name, system: authority, externalId: match.externalId })
      if (await link(entity, known.id, { system, externalId }, match.matchedBy, same)) return
    }
    const minted = await mint({ entity: entity.name, system, externalId })
    adoptAll(same, () => minted)
    await settle(entity, minted.id, authority, match, same)
  }

  /** Stores a match. False when the record already is another entity's: that is listed for review instead. */
  const link = async (
    entity: Entity,
    id: string,
    key: { system: SystemName; externalId: string },
    matchedBy: string,
    handles: readonly EntityHandle[],
  ): Promise<boolean> => {
    const outcome = await linkMatched({ entity: entity.name, id, key, matchedBy })
    if (outcome.kind === 'conflict') {
      const reason = 'the record is already linked to another entity, or the entity to another record'
      const candidates = [key.externalId]
      await markAmbiguous({ entity: entity.name, id, system: key.system, matchedBy, candidates, reason })
      return false
    }
    adoptAll(handles, () => outcome.identity)
    return true
  }

  /** Records what a match came to, other than a link, for the entity and for this request. */
  const settle = async (
    entity: Entity,
    id: string,
    system: SystemName,
    match: MatchOutcome,
    handles: readonly EntityHandle[],
  ): Promise<void> => {
    const setView = (view: Parameters<EntityHandle['links']['set']>[1]) => {
      for (const handle of handles) if (!handle.links.has(system)) handle.links.set(system, view)
    }
    switch (match.kind) {
      case 'failed':
        setView({ state: 'UNRESOLVED', failure: match.failure })
        break
      case 'absent':
        await markAbsent({ entity: entity.name, id, system, until: now() + absentForMs })
        setView({ state: 'ABSENT' })
        break
      case 'ambiguous': {
        const { matchedBy, candidates, reason } = match
        await markAmbiguous({ entity: entity.name, id, system, matchedBy, candidates, reason })
        setView({ state: 'AMBIGUOUS' })
        break
      }
      case 'linked':
        // The match was refused as a conflict, which is listed already.
        setView({ state: 'AMBIGUOUS' })
    }
  }

  /** Looks for the entity in a system that it is not yet known to, by the keys of a record that it has. */
  const findIn = async (handle: EntityHandle, system: SystemName): Promise<void> => {
    const entity = entityOf(handle)
    if (!handle.id) return
    const evidence = await evidenceOf(handle, entity, system)
    if ('failure' in evidence) {
      handle.links.set(system, { state: 'UNRESOLVED', failure: evidence.failure })
      return
    }
    const match: MatchOutcome = evidence.record
      ? await matchRecord(loaders, entity, { system: evidence.system, record: evidence.record }, system)
      : { kind: 'absent' }
    if (match.kind === 'linked') {
      const key = { system, externalId: match.externalId }
      if (await link(entity, handle.id, key, match.matchedBy, [handle])) return
    }
    await settle(entity, handle.id, system, match, [handle])
  }

  /** The first record with any match key, in declared order of the systems. */
  const evidenceOf = async (
    handle: EntityHandle,
    entity: Entity,
    target: SystemName,
  ): Promise<{ system: SystemName; record: SourceRecord } | { record: null } | { failure: Failure }> => {
    let failure: Failure | null = null
    for (const system of systemsOf(entity)) {
      const externalId = externalIdAt(handle, system)
      if (system === target || externalId === null || !isConfigured(entity, system)) continue
      const loaded = await loaders.record({ system, entity: entity.name, part: null }, externalId)
      if (loaded.kind === 'loaded' && entity.match.some((key) => key in loaded.record.matchKeys))
        return { system, record: loaded.record }
      if (loaded.kind === 'failed') failure ??= loaded.failure
    }
    return failure ? { failure } : { record: null }
  }

  const blame = (handles: readonly EntityHandle[], thrown: unknown): void => {
    const failure = failureOf(thrown)
    for (const handle of handles) if (handle.id === null) handle.identityFailure = failure
  }

  const identifyAll = async (handles: readonly EntityHandle[]): Promise<void> => {
    const groups = Map.groupBy(handles, (handle) => `${handle.entity} ${[...handle.links.keys()][0] ?? ''}`)
    await Promise.all(
      [...groups.values()].map(async (group) => {
        const [first] = group
        const system = first && [...first.links.keys()][0]
        if (!first || system === undefined) return
        const outcome = await outcomeOf(() => identifyFrom(entityOf(first), system, group))
        if (outcome.kind === 'failed') blame(group, outcome.failure.error)
      }),
    )
  }

  const searchesOf = (handle: EntityHandle): Map<SystemName, Promise<void>> => {
    const known = searches.get(handle) ?? new Map<SystemName, Promise<void>>()
    searches.set(handle, known)
    return known
  }
  const linkOne = async (handle: EntityHandle, system: SystemName): Promise<void> => {
    const outcome = await outcomeOf(() => findIn(handle, system))
    const failure = outcome.kind === 'failed' ? outcome.failure : handle.identityFailure
    if (failure && !handle.links.has(system)) handle.links.set(system, { state: 'UNRESOLVED', failure })
  }

  return {
    async identify(handles) {
      // Two places of the document may reach one handle: the second waits for the first.
      const fresh = handles.filter((handle) => handle.id === null && !pending.has(handle))
      const work = identifyAll(fresh)
      for (const handle of fresh) pending.set(handle, work)
      await Promise.all(distinct(handles.flatMap((handle) => pending.get(handle) ?? [])))
    },
    async linkTo(handles, system) {
      await Promise.all(
        handles.flatMap((handle) => {
          if (handle.links.has(system)) return []
          const known = searchesOf(handle)
          const search = known.get(system) ?? linkOne(handle, system)
          known.set(system, search)
          return [search]
        }),
      )
    },
  }
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)]
}
