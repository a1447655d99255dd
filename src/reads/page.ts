import type { SystemName } from '../schema/catalog.ts'
import type { Edge, EntityHandle, Page, PageInfo } from './entity-handle.ts'
import type { HeldPage } from './loaders.ts'
import { sealCursor } from './page-arguments.ts'

/**
 * A page of records as a connection. Edges and cursors are made when they are read: plain lists have none, and mostly nobody
 * asks for the cursor of every edge.
 */
export class LoadedPage implements Page {
  nodes: readonly EntityHandle[]
  readonly hasNextPage: boolean
  /** It came after a cursor. */
  readonly isContinued: boolean
  readonly system: SystemName
  /** The vendor's, one a node; fewer where it has none. */
  cursors: readonly string[]
  /** After which the next page begins; null: there is nothing to begin after. */
  last: string | null

  constructor(
    system: SystemName,
    { cursors, hasNextPage }: HeldPage,
    nodes: readonly EntityHandle[],
    isContinued: boolean,
  ) {
    this.system = system
    this.nodes = nodes
    this.cursors = cursors
    this.last = lastOf(nodes, cursors)
    this.hasNextPage = hasNextPage
    this.isContinued = isContinued
  }

  get edges(): Edge[] {
    return this.nodes.map((node, index) => new SealedEdge(this.system, this.cursors[index] ?? '', node))
  }

  get pageInfo(): PageInfo {
    return new SealedPageInfo(this)
  }

  /**
   * Takes out what the caller may not see, so that it shows no more than a page without it. A node for which that could not
   * be decided stays, and reads null with the reason.
   */
  leaveOutHidden(): void {
    const { nodes, cursors } = this
    if (!nodes.some(isLeftOut)) return
    const isKept = nodes.map((node) => !isLeftOut(node))
    this.nodes = nodes.filter((_, index) => isKept[index])
    this.cursors = cursors.filter((_, index) => isKept[index])
    // Where there is more, the way on leads past what was left out.
    if (!this.hasNextPage) this.last = lastOf(this.nodes, this.cursors)
  }
}

function lastOf(nodes: readonly EntityHandle[], cursors: readonly string[]): string | null {
  return nodes.length > 0 ? (cursors[nodes.length - 1] ?? '') : null
}

function isLeftOut({ hidden, undecided }: EntityHandle): boolean {
  return hidden && !undecided
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
  readonly page: LoadedPage

  constructor(page: LoadedPage) {
    this.page = page
  }

  get hasNextPage(): boolean {
    return this.page.hasNextPage
  }

  get hasPreviousPage(): boolean {
    return this.page.isContinued
  }

  get startCursor(): string | null {
    const { system, nodes, cursors } = this.page
    return nodes.length > 0 ? sealCursor(system, cursors[0] ?? '') : null
  }

  get endCursor(): string | null {
    const { system, last } = this.page
    return last === null ? null : sealCursor(system, last)
  }
}
