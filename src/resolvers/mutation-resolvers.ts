import type { IResolvers } from '@graphql-tools/utils'
import type { GraphQLFieldResolver } from 'graphql'
import { GatewayError } from '../errors/gateway-error.ts'
import { outcomeOf } from '../reads/outcome.ts'
import type { Catalog } from '../schema/catalog.ts'
import type { ResolverContext } from './context.ts'
import { nullBecauseOf } from './report-failure.ts'
import type { Payload } from './run-mutations.ts'

type Arguments = Readonly<Record<string, unknown>>

/**
 * Fields of `Mutation`, and the entity in each payload. These alone wait: graphql-js completes one mutation, with all that
 * is selected of it, before it begins the next, so that what is below is still answered in response order.
 */
export function createMutationResolvers(catalog: Catalog): IResolvers<unknown, ResolverContext> {
  const mutations = [...catalog.mutations.values()]
  const payloads = mutations.flatMap((mutation) =>
    mutation.kind === 'gateway' || mutation.payloadField === null
      ? []
      : [[mutation.payload, { [mutation.payloadField]: entityResolverOf(mutation.entity) }] as const],
  )
  return {
    Mutation: Object.fromEntries(mutations.map(({ name }) => [name, resolveMutation])),
    ...Object.fromEntries(payloads),
  }
}

const resolveMutation: GraphQLFieldResolver<unknown, ResolverContext, Arguments> = async (
  _source,
  args,
  context,
  info,
) => {
  if (context.rights.mutation(info.fieldName) === 'NEVER') return context.denials.deny(context, info)
  const outcome = await outcomeOf(() => context.mutate(String(info.path.key), args))
  if (outcome.kind === 'failed') {
    const { error } = outcome.failure
    if (error instanceof GatewayError && error.code === 'FORBIDDEN')
      context.denials.note(error.details.field ?? `Mutation.${info.fieldName}`)
    return nullBecauseOf(outcome.failure, context, info)
  }
  context.reads = outcome.value.reads
  return outcome.value.payload
}

function entityResolverOf(entity: string): GraphQLFieldResolver<Payload, ResolverContext, Arguments> {
  return (payload, _args, context, info) => {
    if (context.rights.entity(entity).visible === 'NEVER') return context.denials.deny(context, info)
    const outcome = payload.entity
    return outcome?.kind === 'failed'
      ? nullBecauseOf(outcome.failure, context, info)
      : (outcome?.value ?? null)
  }
}
