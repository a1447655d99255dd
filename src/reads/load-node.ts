import type { Edge, EntityNode, RecordNeed } from '../planner/plan.ts'
import { sourceKey, type SystemName } from '../schema/catalog.ts'
import {
  externalIdAt,
  isGrantedOf,
  linkAt,
  setCollection,
  setRecord,
  type EntityHandle,
} from './entity-handle.ts'
import { findReferences } from './find-references.ts'
import type { Guard } from './guard.ts'
import type { HandleBook } from './handle-book.ts'
import type { Linker } from './link-entities.ts'
import { loadRecordsOf } from './load-records.ts'
import type { Age, HeldPage, Loaders, RecordKind } from './loaders.ts'
import { moreThanListed } from './more-than-listed.ts'
import { failed, type Outcome } from './outcome.ts'
import { readPageRequest } from './page-arguments.ts'
import { LoadedPage } from './page.ts'
import { whenAll, type Waiting } from './waiting.ts'

/** Loads what plan nodes need of sets of entities: one node at a time for all its entities, so that batches are whole. */
export interface NodeLoader {
  loadNode(node: EntityNode, handles: readonly EntityHandle[]): Promise<void>
  /** A page of records as a connection of handles. */
  toPage(kind: RecordKind, page: HeldPage, isContinued: boolean): LoadedPage
}

export function createNodeLoader(options: {
  loaders: Loaders
  linker: Linker
  guard: Guard
  handles: Pick<HandleBook, 'handlesOf' | 'handleOfReference'>
  variables: Readonly<Record<string, unknown>>
  /** Told of entities whose waiting writes are to be counted. */
  onPendingAsked: (handles: readonly EntityHandle[]) => void
  /** Told when arguments cannot be read, so that a field is refused which nothing was loaded for. */
  onUnreadable: () => void
}): NodeLoader {
  const { loaders, linker, guard, handles: book, variables, onPendingAsked, onUnreadable } = options

  const loadNode = async (node: EntityNode, handles: readonly EntityHandle[]): Promise<void> => {
    // Before anything of a stranger's is looked for: not even their identity.
    const deciding = guard.admit(node, handles)
    if (deciding) await deciding
    const all = handles.some(({ hidden }) => hidden) ? handles.filter(({ hidden }) => !hidden) : handles
    if (all.length === 0) return
    const strangers = findStrangers(node, all)
    const identifying = strangers.length > 0 ? linker.identify(strangers) : null
    if (identifying) await identifying
    if (node.needsPendingWrites) onPendingAsked(all)
    // Every record and edge goes on as soon as what it needs is there: a slow system delays only what hangs on it.
    const granted = ({ granted: grant }: RecordNeed | Edge) =>
      grant === 'ALWAYS' || grant === node.visible ? all : all.filter((handle) => isGrantedOf(handle, grant))
    const loads = node.records.map((need) => loadRecords(need, granted(need)))
    const follows = node.edges.map((edge) => {
      if (edge.kind === 'collection') return followCollection(edge, granted(edge))
      const { system, part } = edge.from
      const load = loads[node.records.findIndex((need) => need.system === system && need.part === part)]
      const follow = () => followReference(edge, granted(edge))
      return load ? load.then(follow) : follow()
    })
    const waiting = whenAll([...loads, ...follows])
    if (waiting) await waiting
  }

  const loadRecords = (need: RecordNeed, handles: readonly EntityHandle[]): Waiting => {
    const load = (): Waiting => loadRecordsOf(handles, need, loaders)
    const linking = linkTo(handles, need.system)
    return linking ? linking.then(load) : load()
  }

  const linkTo = (handles: readonly EntityHandle[], system: SystemName): Waiting => {
    const isUnlinked = (handle: EntityHandle): boolean => !linkAt(handle, system)
    return handles.some(isUnlinked) ? linker.linkTo(handles.filter(isUnlinked), system) : null
  }

  const followReference = (
    edge: Extract<Edge, { kind: 'reference' }>,
    handles: readonly EntityHandle[],
  ): Waiting => {
    const { system, part } = edge.from
    const key = sourceKey(system, part)
    /** Many records refer to one. */
    const referred = new Set<EntityHandle>()
    for (const handle of handles) {
      const outcome = handle.records.get(key)
      if (outcome?.kind !== 'loaded') continue
      for (const reference of findReferences(outcome.record.values, edge.path))
        referred.add(book.handleOfReference(reference, system))
    }
    return referred.size > 0 ? loadNode(edge.node, [...referred]) : null
  }

  const followCollection = (
    edge: Extract<Edge, { kind: 'collection' }>,
    parents: readonly EntityHandle[],
  ): Waiting => {
    const key = edge.field + edge.argumentsText
    const request = readRequest(edge)
    if (request === null) return null
    if (request.kind === 'failed') {
      for (const parent of parents) setCollection(parent, key, request)
      return null
    }
    const kind: RecordKind = { system: edge.owner, entity: edge.node.entity, part: null }
    const wanted = { ...request.value, orderBy: null }
    // Made only where it is so: an error is dear, and one is for all parents.
    let tooMany: ReturnType<typeof failed> | undefined
    const load = async (): Promise<void> => {
      const known = parents.filter((parent) => externalIdAt(parent, edge.owner) !== null)
      const ids = known.map((parent) => externalIdAt(parent, edge.owner) ?? '')
      const loading = loaders.pages(kind, edge.inverseOf, wanted, ids, ageFor(edge.node))
      const loaded = loading instanceof Promise ? await loading : loading
      const pages: LoadedPage[] = []
      const collectionOf = (outcome: Outcome<HeldPage> | undefined): Outcome<LoadedPage> | undefined => {
        if (outcome?.kind !== 'value') return outcome
        if (edge.atMost !== null && outcome.value.hasNextPage)
          return (tooMany ??= failed(moreThanListed(edge)))
        const page = toPage(kind, outcome.value, wanted.after !== null)
        pages.push(page)
        return { kind: 'value', value: page }
      }
      known.forEach((parent, index) => {
        const collection = collectionOf(loaded[index])
        if (collection) setCollection(parent, key, collection)
      })
      await loadNode(
        edge.node,
        pages.flatMap(({ nodes }) => nodes),
      )
      for (const page of pages) page.leaveOutHidden()
    }
    const linking = linkTo(parents, edge.owner)
    return linking ? linking.then(load) : load()
  }

  /** null: graphql-js refuses the field by itself. */
  const readRequest = (edge: Extract<Edge, { kind: 'collection' }>) => {
    if (edge.atMost !== null) return { kind: 'value', value: { first: edge.atMost, after: null } } as const
    let args: Readonly<Record<string, unknown>>
    try {
      args = edge.readArguments(variables)
    } catch {
      onUnreadable()
      return null
    }
    try {
      return { kind: 'value', value: readPageRequest(args, edge.owner) } as const
    } catch (error) {
      return failed(error)
    }
  }

  const toPage = (kind: RecordKind, page: HeldPage, isContinued: boolean): LoadedPage => {
    const key = sourceKey(kind.system, kind.part)
    const handleOf = book.handlesOf(kind.entity, kind.system)
    const nodes = page.held.map((loaded) => {
      const node = handleOf(loaded.record.externalId)
      setRecord(node, key, loaded)
      return node
    })
    return new LoadedPage(kind.system, page, nodes, isContinued)
  }

  return { loadNode, toPage }
}

/** What decides whether somebody may see something is asked of the system, never remembered. */
export function ageFor({ conditions }: Pick<EntityNode, 'conditions'>): Age {
  return conditions.length > 0 ? 'FRESH' : 'POLICY'
}

/**
 * Those whose identity is needed and not known. What came from one system's record needs no crosswalk as long as only that
 * system is asked.
 */
function findStrangers(node: EntityNode, handles: readonly EntityHandle[]): EntityHandle[] {
  const needsAll = node.needsId || node.needsLinks
  const isStranger = (handle: EntityHandle): boolean => {
    if (handle.id !== null) return false
    return needsAll || !node.asks.every((system) => linkAt(handle, system))
  }
  return handles.filter(isStranger)
}
