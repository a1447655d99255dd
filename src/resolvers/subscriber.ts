import {
  createSourceEventStream,
  execute,
  getOperationAST,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { createRightsBook } from '../auth/rights-book.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { DenialListener } from '../observability/denial-event.ts'
import { fragmentsOf, selectFields } from '../planner/select-fields.ts'
import type { Arguments, Caller, EventSources } from '../reads/root-context.ts'
import type { Catalog } from '../schema/catalog.ts'
import { coerceVariables } from './coerce-variables.ts'
import { createContext, type ResolverContext } from './context.ts'
import type { ExecutionRequest, RequestContext } from './executor.ts'
import { mapStream } from './map-stream.ts'
import { reportDenied } from './report-denial.ts'
import { resolveMember } from './value-resolvers.ts'

export type FollowRequest = Omit<ExecutionRequest, 'context'> & {
  context: Pick<RequestContext, 'principal' | 'seesSchema'>
}

/** A stream of results, which has to be taken or returned; or the one result with the errors for which there is none. */
export type Followed = AsyncGenerator<ExecutionResult, void, void> | ExecutionResult

/**
 * Opens a subscription: a parsed and validated document, its one root field given. Each event is executed by itself, as
 * a request is. A GatewayError thrown is the whole reply.
 */
export type Subscriber = (request: FollowRequest) => Promise<Followed>

export function createSubscriber(options: {
  schema: GraphQLSchema
  catalog: Catalog
  sources: EventSources
  onDenied: DenialListener
}): Subscriber {
  const { schema, catalog, sources, onDenied } = options
  const rightsOf = createRightsBook(catalog)

  return async ({ document, operationName, variables, context: { principal, seesSchema } }) => {
    const operation = getOperationAST(document, operationName)
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION)
      throw new GatewayError('BAD_USER_INPUT', 'The document has no subscription of that name.')
    const coerced = coerceVariables(schema, operation, variables, { seesSchema })
    if (coerced.errors) return coerced

    requireField({ schema, document, operation, variables: coerced.coerced })

    const caller: Caller = { principal, rights: rightsOf(principal) }
    const follow = (field: string, args: Arguments) => {
      const open = sources[field]
      if (!open) throw new GatewayError('INTERNAL', `Subscription.${field} has no source.`)
      return open(args, caller)
    }
    // Errors are told once a result: each event has its own.
    const contextOf = (): ResolverContext => createContext({ follow, rights: caller.rights })
    const args = { schema, document, operationName, variableValues: variables, fieldResolver: resolveMember }
    const contextValue = contextOf()
    const events = await createSourceEventStream({ ...args, contextValue })
    reportDenied(contextValue.denials.coordinates(), onDenied)
    if (!(Symbol.asyncIterator in events)) return events
    return mapStream(events as AsyncGenerator<unknown, void, void>, async (event) => {
      const contextValue = contextOf()
      const result = await execute({ ...args, rootValue: event, contextValue })
      reportDenied(contextValue.denials.coordinates(), onDenied)
      return result
    })
  }
}

/** The rules of GraphQL let the one field be skipped, and graphql-js throws what is no error of GraphQL. @throws GatewayError */
function requireField({
  schema,
  document,
  operation,
  variables,
}: {
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
  variables: Arguments
}): void {
  const rootType = schema.getSubscriptionType()
  const scope = { schema, fragments: fragmentsOf(document), variables }
  if (rootType && selectFields(scope, rootType, [operation.selectionSet]).length > 0) return
  throw new GatewayError('BAD_USER_INPUT', 'The subscription selects nothing: its field is skipped.')
}
