import type { HeldPage } from './loaders.ts'
import type { SystemName } from '../schema/catalog.ts'
import type { Edge, EntityHandle, Page, PageInfo } from './entity-handle.ts'
import { sealCursor } from './page-arguments.ts'

/**
 * A page of records as a connection. Cursors are made when they are read: mostly nobody asks for those of every edge.
 * @param isContinued whether it came after a cursor
 */
export function createPage(
  system: SystemName,
  { cursors, hasNextPage }: HeldPage,
  nodes: readonly EntityHandle[],
  isContinued: boolean,
): Page {
  const edges = nodes.map((node, index) => new SealedEdge(system, cursors[index] ?? '', node))
  return { edges, pageInfo: new SealedPageInfo(edges, hasNextPage, isContinued) }
}

/**
 * Takes out of a loaded page what the caller may not see, so that it shows no more than a page without it. A node for which
 * that could not be decided stays, and reads null with the reason.
 */
export function leaveOutHidden(page: Page): void {
  if (!page.edges.some(isLeftOut)) return
  const { pageInfo, edges: all } = page
  const { hasNextPage, hasPreviousPage } = pageInfo
  page.edges = all.filter((edge) => !isLeftOut(edge))
  // Where there is more, the way on leads past what was left out.
  const last = hasNextPage ? all.at(-1) : page.edges.at(-1)
  page.pageInfo = new SealedPageInfo(page.edges, hasNextPage, hasPreviousPage, last)
}

function isLeftOut({ node }: Edge): boolean {
  return node.hidden && !node.undecided
}

class SealedEdge implements Edge {
  readonly node: EntityHandle
  readonly system: SystemName
  readonly vendorCursor: string

  constructor(system: SystemName, vendorCursor: string, node: EntityHandle) {
    this.node = node
    this.system = system
    this.vendorCursor = vendorCursor
  }

  get cursor(): string {
    return sealCursor(this.system, this.vendorCursor)
  }
}

class SealedPageInfo implements PageInfo {
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly firstEdge: Edge | undefined
  readonly lastEdge: Edge | undefined

  constructor(
    edges: readonly Edge[],
    hasNextPage: boolean,
    hasPreviousPage: boolean,
    lastEdge: Edge | undefined = edges.at(-1),
  ) {
    this.hasNextPage = hasNextPage
    this.hasPreviousPage = hasPreviousPage
    this.firstEdge = edges[0]
    this.lastEdge = lastEdge
  }

  get startCursor(): string | null {
    return this.firstEdge?.cursor ?? null
  }

  get endCursor(): string | null {
    return this.lastEdge?.cursor ?? null
  }
}
