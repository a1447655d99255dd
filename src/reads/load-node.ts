import type { Edge, EntityNode, RecordNeed } from '../planner/plan.ts'
import { sourceKey, type SystemName } from '../schema/catalog.ts'
import {
  externalIdAt,
  isGrantedOf,
  setCollection,
  setRecord,
  type EntityHandle,
  type Page,
} from './entity-handle.ts'
import { findReferences } from './find-references.ts'
import type { Guard } from './guard.ts'
import type { HandleBook } from './handle-book.ts'
import type { Linker } from './link-entities.ts'
import type { Age, HeldPage, Loaders, RecordKind } from './loaders.ts'
import { moreThanListed } from './more-than-listed.ts'
import { failed, type Outcome, type RecordOutcome } from './outcome.ts'
import { readPageRequest } from './page-arguments.ts'
import { createPage, leaveOutHidden } from './page.ts'
import { whenAll, type Waiting } from './waiting.ts'

/** Loads what plan nodes need of sets of entities: one node at a time for all its entities, so that batches are whole. */
export interface NodeLoader {
  loadNode(node: EntityNode, handles: readonly EntityHandle[]): Promise<void>
  /** A page of records as a connection of handles. */
  toPage(kind: RecordKind, page: HeldPage, isContinued: boolean): Page
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
    const distinct = handles.length > 1 ? [...new Set(handles)] : handles
    // Before anything of a stranger's is looked for: not even their identity.
    const deciding = guard.admit(node, distinct)
    if (deciding) await deciding
    const all = distinct.some(({ hidden }) => hidden) ? distinct.filter(({ hidden }) => !hidden) : distinct
    if (all.length === 0) return
    const strangers = findStrangers(node, all)
    if (strangers.length > 0) await linker.identify(strangers)
    if (node.needsPendingWrites) onPendingAsked(all)
    // Every record and edge goes on as soon as what it needs is there: a slow system delays only what hangs on it.
    const granted = ({ granted: grant }: RecordNeed | Edge) =>
      grant === 'ALWAYS' || grant === node.visible ? all : all.filter((handle) => isGrantedOf(handle, grant))
    const waiting: Waiting[] = []
    const records = new Map<string, Waiting>()
    for (const need of node.records) {
      const load = loadRecords(need, granted(need))
      records.set(sourceKey(need.system, need.part), load)
      waiting.push(load)
    }
    for (const edge of node.edges) {
      if (edge.kind === 'collection') {
        waiting.push(followCollection(edge, granted(edge)))
        continue
      }
      const load = records.get(sourceKey(edge.from.system, edge.from.part))
      const follow = () => followReference(edge, granted(edge))
      waiting.push(load ? load.then(follow) : follow())
    }
    await whenAll(waiting)
  }

  const loadRecords = (need: RecordNeed, handles: readonly EntityHandle[]): Waiting => {
    const linking = linkTo(handles, need.system)
    return linking ? linking.then(() => loadLinked(need, handles)) : loadLinked(need, handles)
  }

  const loadLinked = (need: RecordNeed, handles: readonly EntityHandle[]): Waiting => {
    const { system, part } = need
    const key = sourceKey(system, part)
    const waiting: Waiting[] = []
    const [first] = handles
    if (!first) return null
    const read = loaders.recordsOf({ system, entity: first.entity, part })
    for (const handle of handles) {
      const externalId = externalIdAt(handle, system)
      if (externalId === null || handle.records.has(key)) continue
      const loading = read(externalId)
      const take = (outcome: RecordOutcome): void => setRecord(handle, key, outcome)
      if (loading instanceof Promise) waiting.push(loading.then(take))
      else take(loading)
    }
    return whenAll(waiting)
  }

  const linkTo = (handles: readonly EntityHandle[], system: SystemName): Waiting => {
    const unlinked = handles.filter(({ links }) => !links.has(system))
    return unlinked.length > 0 ? linker.linkTo(unlinked, system) : null
  }

  const followReference = (
    edge: Extract<Edge, { kind: 'reference' }>,
    handles: readonly EntityHandle[],
  ): Waiting => {
    const { system, part } = edge.from
    const key = sourceKey(system, part)
    const referred: EntityHandle[] = []
    for (const handle of handles) {
      const outcome = handle.records.get(key)
      if (outcome?.kind !== 'loaded') continue
      for (const reference of findReferences(outcome.record.values, edge.path))
        referred.push(book.handleOfReference(reference, system))
    }
    return referred.length > 0 ? loadNode(edge.node, referred) : null
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
      const pages: Page[] = []
      const waiting: Waiting[] = []
      const pageOf = loaders.pagesOf(kind, edge.inverseOf, wanted, ageFor(edge.node))
      for (const parent of parents) {
        const parentId = externalIdAt(parent, edge.owner)
        if (parentId === null) continue
        const loading = pageOf(parentId)
        const take = (loaded: Outcome<HeldPage>): void => {
          if (loaded.kind === 'failed') {
            setCollection(parent, key, loaded)
            return
          }
          if (edge.atMost !== null && loaded.value.hasNextPage) {
            tooMany ??= failed(moreThanListed(edge))
            setCollection(parent, key, tooMany)
            return
          }
          const page = toPage(kind, loaded.value, wanted.after !== null)
          setCollection(parent, key, { kind: 'value', value: page })
          pages.push(page)
        }
        if (loading instanceof Promise) waiting.push(loading.then(take))
        else take(loading)
      }
      await whenAll(waiting)
      await loadNode(
        edge.node,
        pages.flatMap(({ edges }) => edges.map(({ node }) => node)),
      )
      for (const page of pages) leaveOutHidden(page)
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

  const toPage = (kind: RecordKind, page: HeldPage, isContinued: boolean): Page => {
    const key = sourceKey(kind.system, kind.part)
    const handleOf = book.handlesOf(kind.entity, kind.system)
    const nodes = page.held.map((loaded) => {
      const node = handleOf(loaded.record.externalId)
      setRecord(node, key, loaded)
      return node
    })
    return createPage(kind.system, page, nodes, isContinued)
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
  const asked = new Set(node.records.map(({ system }) => system))
  for (const edge of node.edges) if (edge.kind === 'collection') asked.add(edge.owner)
  const needsAll = node.needsId || node.needsLinks
  const isStranger = ({ id, links }: EntityHandle): boolean => {
    if (id !== null) return false
    if (needsAll) return true
    for (const system of asked) if (!links.has(system)) return true
    return false
  }
  return handles.filter(isStranger)
}
