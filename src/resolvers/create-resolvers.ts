import type { IResolvers } from '@graphql-tools/utils'
import type { EntityHandle } from '../reads/entity-handle.ts'
import type { Catalog } from '../schema/catalog.ts'
import type { ResolverContext } from './context.ts'
import { createEntityResolvers } from './entity-resolvers.ts'
import { createMutationResolvers } from './mutation-resolvers.ts'
import { createQueryResolvers } from './query-resolvers.ts'
import { createSubscriptionResolvers } from './subscription-resolvers.ts'
import { resolvePendingWrites } from './value-resolvers.ts'

/** All resolvers of the API. Members of value types and connections are resolved by `resolveMember`. */
export function createResolvers(catalog: Catalog): IResolvers<unknown, ResolverContext> {
  return {
    Query: createQueryResolvers(catalog),
    ...createMutationResolvers(catalog),
    Subscription: createSubscriptionResolvers(catalog),
    Source: { pendingWrites: resolvePendingWrites },
    Node: { __resolveType: (handle: EntityHandle) => handle.entity },
    ...createEntityResolvers(catalog),
  }
}
