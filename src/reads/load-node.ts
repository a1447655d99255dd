import { isGranted } from '../auth/grant.ts'
import type { Edge, EntityNode, RecordNeed } from '../planner/plan.ts'
import { Reference } from '../datasources/source-record.ts'
import { sourceKey } from '../schema/catalog.ts'
import { externalIdAt, stepKey, type EntityHandle, type Page } from './entity-handle.ts'
import type { Guard } from './guard.ts'
import type { HandleOf } from './handle-book.ts'
import type { Linker } from './link-entities.ts'
import type { Loaders, RecordKind } from './loaders.ts'
import { moreThanListed } from './more-than-listed.ts'
import { failed, outcomeOf } from './outcome.ts'
import { readPageRequest, sealCursor } from './page-arguments.ts'
import type { RecordPage } from '../datasources/datasource.ts'

/** Loads what plan nodes need of sets of entities: one node at a time for all its entities, so that batches are whole. */
export interface NodeLoader {
  loadNode(node: EntityNode, handles: readonly EntityHandle[]): Promise<void>
  /** A page of records as a connection of handles. */
  toPage(kind: RecordKind, page: RecordPage, isContinued: boolean): Page
}

export function createNodeLoader(options: {
  loaders: Loaders
  linker: Linker
  guard: Guard
  handleOf: HandleOf
  variables: Readonly<Record<string, unknown>>
  /** Told of entities whose waiting writes are to be counted. */
  onPendingAsked: (handles: readonly EntityHandle[]) => void
  now: () => number
}): NodeLoader {
  const { loaders, linker, guard, handleOf, variables, onPendingAsked, now } = options

  const loadNode = async (node: EntityNode, handles: readonly EntityHandle[]): Promise<void> => {
    const distinct = [...new Set(handles)]
    // Before anything of a stranger's is looked for: not even their identity.
    await guard.admit(node, distinct)
    const all = distinct.filter((handle) => !handle.hidden)
    if (all.length === 0) return
    await linker.identify(all.filter((handle) => needsIdentity(node, handle)))
    if (node.needsPendingWrites) onPendingAsked(all)
    // Every record and edge goes on as soon as what it needs is there: a slow system delays only what hangs on it.
    const granted = ({ granted: grant }: RecordNeed | Edge) =>
      grant === 'ALWAYS' ? all : all.filter((handle) => isGranted(grant, handle.decided))
    const records = new Map(
      node.records.map(
        (need) => [sourceKey(need.system, need.part), loadRecords(need, granted(need))] as const,
      ),
    )
    await Promise.all([
      ...records.values(),
      ...node.edges.map(async (edge) => {
        if (edge.kind === 'collection') return followCollection(edge, granted(edge))
        await records.get(sourceKey(edge.from.system, edge.from.part))
        return followReference(edge, granted(edge))
      }),
    ])
  }

  const loadRecords = async (need: RecordNeed, handles: readonly EntityHandle[]): Promise<void> => {
    await linker.linkTo(handles, need.system)
    const key = sourceKey(need.system, need.part)
    const load = async (handle: EntityHandle, externalId: string): Promise<void> => {
      const kind = { system: need.system, entity: handle.entity, part: need.part }
      handle.records.set(key, await loaders.record(kind, externalId))
    }
    const waiting: Promise<void>[] = []
    for (const handle of handles) {
      const externalId = externalIdAt(handle, need.system)
      const fetched = handle.fetched.get(key)
      if (fetched) handle.records.set(key, fetched)
      else if (externalId !== null) waiting.push(load(handle, externalId))
    }
    await Promise.all(waiting)
  }

  const followReference = async (
    edge: Extract<Edge, { kind: 'reference' }>,
    handles: readonly EntityHandle[],
  ): Promise<void> => {
    const { system, part } = edge.from
    const references = handles.flatMap((handle) => {
      const outcome = handle.records.get(sourceKey(system, part))
      return outcome?.kind === 'loaded' ? referencesAt(outcome.record.values, edge.path) : []
    })
    await loadNode(
      edge.node,
      references.map(({ entity, externalId }) => handleOf(entity, system, externalId)),
    )
  }

  const followCollection = async (
    edge: Extract<Edge, { kind: 'collection' }>,
    parents: readonly EntityHandle[],
  ): Promise<void> => {
    const args = await outcomeOf(() => edge.readArguments(variables))
    // Arguments that cannot be read never reach a resolver either: graphql-js refuses the field by itself.
    if (args.kind === 'failed') return
    const key = stepKey(edge.field, args.value)
    const request = await outcomeOf(() =>
      edge.atMost === null ? readPageRequest(args.value, edge.owner) : { first: edge.atMost, after: null },
    )
    if (request.kind === 'failed') {
      for (const parent of parents) parent.collections.set(key, failed(request.failure.error))
      return
    }
    await linker.linkTo(parents, edge.owner)
    const tooMany = failed(moreThanListed(edge))
    const kind: RecordKind = { system: edge.owner, entity: edge.node.entity, part: null }
    const children = await Promise.all(
      parents.map(async (parent) => {
        const parentId = externalIdAt(parent, edge.owner)
        if (parentId === null) return []
        const wanted = { ...request.value, orderBy: null }
        const loaded = await loaders.page(kind, edge.inverseOf, parentId, wanted)
        if (loaded.kind === 'failed') {
          parent.collections.set(key, loaded)
          return []
        }
        if (edge.atMost !== null && loaded.value.hasNextPage) {
          parent.collections.set(key, tooMany)
          return []
        }
        const page = toPage(kind, loaded.value, wanted.after !== null)
        parent.collections.set(key, { kind: 'value', value: page })
        return [page]
      }),
    )
    const pages = children.flat()
    await loadNode(
      edge.node,
      pages.flatMap((page) => page.edges.map(({ node }) => node)),
    )
    for (const page of pages) leaveOutHidden(page)
  }

  const toPage = (kind: RecordKind, page: RecordPage, isContinued: boolean): Page => {
    const asOf = now()
    const edges = page.records.map((record, index) => {
      const node = handleOf(kind.entity, kind.system, record.externalId)
      node.fetched.set(sourceKey(kind.system, kind.part), { kind: 'loaded', record, asOf })
      return { cursor: sealCursor(kind.system, page.cursors[index] ?? ''), node }
    })
    return {
      edges,
      pageInfo: {
        hasNextPage: page.hasNextPage,
        hasPreviousPage: isContinued,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
    }
  }

  return { loadNode, toPage }
}

/**
 * Takes out of a loaded page what the caller may not see, so that it shows no more than a page without it. A node for which
 * that could not be decided stays, and reads null with the reason.
 */
export function leaveOutHidden(page: Page): void {
  page.edges = page.edges.filter(({ node }) => !node.hidden || node.undecided)
  page.pageInfo.startCursor = page.edges[0]?.cursor ?? null
  // Where there is more, the way on leads past what was left out.
  if (!page.pageInfo.hasNextPage) page.pageInfo.endCursor = page.edges.at(-1)?.cursor ?? null
}

/** A handle that came from one system's record needs no crosswalk as long as only that system is asked. */
function needsIdentity(node: EntityNode, handle: EntityHandle): boolean {
  if (handle.id !== null) return false
  const systems = [
    ...node.records.map((need) => need.system),
    ...node.edges.flatMap((edge) => (edge.kind === 'collection' ? [edge.owner] : [])),
  ]
  return node.needsId || node.needsLinks || systems.some((system) => !handle.links.has(system))
}

function referencesAt(value: unknown, path: readonly string[]): Reference[] {
  if (Array.isArray(value)) return value.flatMap((element: unknown) => referencesAt(element, path))
  if (value instanceof Reference) return path.length === 0 ? [value] : []
  const [key, ...rest] = path
  if (key === undefined || typeof value !== 'object' || value === null) return []
  return referencesAt((value as Record<string, unknown>)[key], rest)
}
