import type { GraphQLFieldResolver } from 'graphql'
import type { Catalog } from '../schema/catalog.ts'
import type { ResolverContext } from './context.ts'

interface SubscriptionField {
  /** Opens the stream of events. */
  subscribe: GraphQLFieldResolver<unknown, ResolverContext, Readonly<Record<string, unknown>>>
  /** What an event is shown as. */
  resolve: GraphQLFieldResolver<unknown, ResolverContext>
}

/** Every field of `Subscription` gives the events of its source, to those who may follow it. */
export function createSubscriptionResolvers(catalog: Catalog): Record<string, SubscriptionField> {
  return Object.fromEntries([...catalog.subscriptions.keys()].map((name) => [name, field]))
}

const field: SubscriptionField = {
  subscribe(_source, args, context, info) {
    if (!context.rights.mayFollow(info.fieldName)) return context.denials.deny(context, info)
    return context.follow(info.fieldName, args)
  },
  resolve: (event) => event,
}
