import type { SourceRecord } from '../datasources/source-record.ts'
import type { Crosswalk, Identity, Known } from '../identity/crosswalk.ts'
import { PartlyHeldError } from '../identity/partly-held-error.ts'
import type { Catalog, Entity, SystemName } from '../schema/catalog.ts'
import { adoptIdentity, externalIdAt, linkAt, linksOf, setLink, type EntityHandle } from './entity-handle.ts'
import { introduce } from './introduce.ts'
import type { Loaders } from './loaders.ts'
import { matchRecord, type MatchOutcome } from './match-records.ts'
import { failureOf, outcomeOf, schemaDrift, type Failure } from './outcome.ts'
import { createSettlement } from './settle-match.ts'
import { whenAll, type Waiting } from './waiting.ts'

/** Finds out who an entity is and which systems know it: from the crosswalk, or on first sight by matching. */
export interface Linker {
  /** Gives each handle (all of one entity) its canonical id and known links. Never throws: what could not be had is on the handle. */
  identify(handles: readonly EntityHandle[]): Waiting
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
  const searches = new Map<EntityHandle, Map<SystemName, Promise<void>>>()
  const settlement = createSettlement(crosswalk, now)

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

  /** Handles that came from one system: known ones from the crosswalk, new ones minted or matched to the authority. */
  const identifyFrom = async (entity: Entity, system: SystemName, handles: readonly EntityHandle[]) => {
    const idOf = (handle: EntityHandle) => externalIdAt(handle, system) ?? ''
    const adoptAll = (known: ReadonlyMap<string, Identity>) => {
      const at = now()
      for (const handle of handles) {
        const identity = known.get(idOf(handle))
        if (identity) adoptIdentity(handle, identity, at)
      }
    }
    // While the store is away: what memory holds goes on, the rest has the failure.
    const adoptHeld = (error: unknown): never => {
      if (error instanceof PartlyHeldError) adoptAll(error.held)
      throw error
    }
    // Whoever decides whether a newly seen record is a known entity: the owner, or who stands in for it.
    const authority = authorityOf(entity.name)
    if (system === authority || entity.match.length === 0) {
      adoptAll(await crosswalk.mint(entity.name, system, handles.map(idOf)).catch(adoptHeld))
      return
    }
    const externalIds = handles.map(idOf)
    adoptAll(await crosswalk.findByExternalIds(entity.name, system, externalIds).catch(adoptHeld))
    const strangers = handles.filter((handle) => handle.id === null)
    const byExternalId = Map.groupBy(strangers, idOf)
    const systems = systemsOf(entity).filter((name) => isConfigured(entity, name))
    const context = { loaders, settlement, systems, authority }
    await Promise.all(
      [...byExternalId].map(([externalId, same]) =>
        introduce({ entity, system, externalId, handles: same }, context),
      ),
    )
  }

  /** Looks for the entity in a system that it is not yet known to, by the keys of a record that it has. */
  const findIn = async (handle: EntityHandle, system: SystemName): Promise<void> => {
    const entity = entityOf(handle)
    if (!handle.id) return
    if (entity.ids === 'SHARED') return linkShared(handle, entity, handle.id, system)
    const evidence = await evidenceOf(handle, entity, system)
    if ('failure' in evidence) {
      setLink(handle, system, { state: 'UNRESOLVED', failure: evidence.failure })
      return
    }
    const match: MatchOutcome = evidence.record
      ? await matchRecord(loaders, entity, { system: evidence.system, record: evidence.record }, system)
      : { kind: 'absent' }
    await settlement.settle({ entity: entity.name, id: handle.id, handles: [handle] }, system, match)
  }

  /**
   * The system knows the entity by the number that is its id: no search is needed, and what a person decided otherwise wins,
   * for the crosswalk gives the record to whoever has it.
   */
  const linkShared = async (handle: EntityHandle, entity: Entity, id: string, system: SystemName) => {
    const subject = { entity: entity.name, id, handles: [handle] }
    const isNumbered = linksOf(handle)
      .values()
      .some((link) => link.state === 'LINKED' && link.externalId === id)
    if (!isNumbered) return settlement.settle(subject, system, { kind: 'absent' })
    const holder = await settlement.mint({ entity: entity.name, system, externalId: id })
    if (holder.id === id) settlement.adopt([handle], holder)
    settlement.show(subject, system, { state: 'ABSENT' })
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
      const loaded = await loaders.record({ system, entity: entity.name, part: null }, externalId, 'FRESH')
      if (loaded.kind === 'failed') failure ??= loaded.failure
      if (loaded.kind !== 'loaded') continue
      const { record } = loaded
      const drifted = entity.match.find((key) => record.drifted?.has(key))
      if (drifted !== undefined) failure ??= failureOf(schemaDrift(system, `${entity.name}.${drifted}`))
      else if (entity.match.some((key) => key in record.matchKeys)) return { system, record }
    }
    return failure ? { failure } : { record: null }
  }

  /** Those that the crosswalk has to be asked for; the others are identified by what it knows. */
  const adoptKnown = (handles: readonly EntityHandle[]): EntityHandle[] => {
    const at = now()
    let system: SystemName | null = null
    let known: Known = () => null
    return handles.filter((handle) => {
      if (handle.metAt !== system) {
        system = handle.metAt
        known = system === null ? () => null : crosswalk.knownByExternalId(handle.entity, system)
      }
      const identity = system === null ? null : known(externalIdAt(handle, system) ?? '')
      if (identity) adoptIdentity(handle, identity, at)
      return !identity
    })
  }

  const blame = (handles: readonly EntityHandle[], thrown: unknown): void => {
    const failure = failureOf(thrown)
    for (const handle of handles) if (handle.id === null) handle.identityFailure = failure
  }

  const identifyAll = async (handles: readonly EntityHandle[]): Promise<void> => {
    const groups = Map.groupBy(handles, ({ metAt }) => metAt)
    await Promise.all(
      [...groups].map(async ([system, group]) => {
        const [first] = group
        if (!first || system === null) return
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
    if (failure && !linkAt(handle, system)) setLink(handle, system, { state: 'UNRESOLVED', failure })
  }

  return {
    identify(handles) {
      const open = adoptKnown(handles.filter(({ id }) => id === null))
      if (open.length === 0) return null
      // Two places of the document may reach one handle: the second waits for the first.
      const fresh = open.filter(({ identifying }) => identifying === null)
      const work = identifyAll(fresh)
      for (const handle of fresh) handle.identifying = work
      return whenAll([...new Set(open.map(({ identifying }) => identifying))])
    },
    async linkTo(handles, system) {
      await Promise.all(
        handles.flatMap((handle) => {
          if (linkAt(handle, system)) return []
          const known = searchesOf(handle)
          const search = known.get(system) ?? linkOne(handle, system)
          known.set(system, search)
          return [search]
        }),
      )
    },
  }
}
