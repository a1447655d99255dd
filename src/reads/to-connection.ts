import type { PageRequest } from '../datasources/datasource.ts'
import { sealCursor } from './page-arguments.ts'

/** A page of what the gateway keeps itself, as connections are; `of` says which one, for its cursors. */
export function toConnection(
  of: string,
  { after }: PageRequest,
  page: { nodes: readonly unknown[]; cursors: readonly string[]; hasNextPage: boolean },
): object {
  const edges = page.nodes.map((node, index) => ({ cursor: sealCursor(of, page.cursors[index] ?? ''), node }))
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}
