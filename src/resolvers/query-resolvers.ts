import type { GraphQLFieldResolver } from 'graphql'
import { stepKeyOf } from '../planner/step-key.ts'
import type { Catalog } from '../schema/catalog.ts'
import type { ResolverContext } from './context.ts'
import { nullBecauseOf } from './report-failure.ts'

type RootResolver = GraphQLFieldResolver<unknown, ResolverContext, Readonly<Record<string, unknown>>>

/** Every root field answers with what the read engine loaded for it. */
export function createQueryResolvers(catalog: Catalog): Record<string, RootResolver> {
  return Object.fromEntries([...catalog.roots.keys()].map((name) => [name, resolveRoot]))
}

const resolveRoot: RootResolver = (_source, _args, context, info) => {
  if (!context.rights.mayAsk(info.fieldName)) return context.denials.deny(context, info)
  const outcome = context.reads.root(stepKeyOf(info.fieldNodes[0]))
  if (!outcome) throw new Error(`Query.${info.fieldName} was not in the plan`)
  return outcome.kind === 'failed' ? nullBecauseOf(outcome.failure, context, info) : outcome.value
}
