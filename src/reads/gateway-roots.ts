import type { Crosswalk } from '../identity/crosswalk.ts'
import type { Catalog, SystemName } from '../schema/catalog.ts'
import type { GatewayRoots } from './load-roots.ts'
import { readPageRequest, sealCursor } from './page-arguments.ts'

/** Who answers for a configured system. */
export interface SystemCard {
  vendor: string
  /** The business owner, and how to reach them. */
  owner: string
  contact: string
}

/** Root fields that the gateway answers from what it knows itself. */
export function createGatewayRoots(options: {
  catalog: Catalog
  crosswalk: Crosswalk
  systems: ReadonlyMap<SystemName, SystemCard>
}): GatewayRoots {
  const { catalog, crosswalk, systems } = options
  return {
    systems: () =>
      Promise.resolve(
        [...catalog.systems].map((name) => ({
          name,
          ...(systems.get(name) ?? { vendor: null, owner: null, contact: null }),
        })),
      ),
    async identityReviews(args) {
      const request = readPageRequest(args, 'reviews')
      const { reviews, cursors, hasNextPage } = await crosswalk.reviews(request)
      const edges = reviews.map((node, index) => ({
        cursor: sealCursor('reviews', cursors[index] ?? ''),
        node,
      }))
      return {
        edges,
        pageInfo: {
          hasNextPage,
          hasPreviousPage: request.after !== null,
          startCursor: edges[0]?.cursor ?? null,
          endCursor: edges.at(-1)?.cursor ?? null,
        },
      }
    },
  }
}
