import type { ApolloServerOptionsWithGateway } from '@apollo/server'
import {
  OperationTypeNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { GatewayError } from '../errors/gateway-error.ts'
import { denialOf, type DenialListener } from '../observability/denial-event.ts'
import { currentScope } from '../observability/request-scope.ts'
import type { ExecutionRequest, Executor, RequestContext } from '../resolvers/executor.ts'
import type { DocumentAdmission } from './admit-document.ts'
import { cutErrors } from './cut-errors.ts'
import { createIntrospectionFinder } from './find-introspection.ts'
import { refuseRequest } from './refuse-request.ts'

export type Gateway = ApolloServerOptionsWithGateway<RequestContext>['gateway']

export interface GatewayOptions {
  schema: GraphQLSchema
  executor: Executor
  admission: DocumentAdmission
  onDenied: DenialListener
}

/** Apollo Server parses documents and keeps them; whether one may run, and running it, is ours. */
export function createGateway(options: GatewayOptions): Gateway {
  const { schema, executor, admission, onDenied } = options

  const introspectionOf = createIntrospectionFinder()

  /** @throws GatewayError for what is refused before it is run */
  const answer = (
    request: ExecutionRequest,
    operation: OperationDefinitionNode | undefined,
  ): ExecutionResult | Promise<ExecutionResult> => {
    const { document, context } = request
    const hidesSchema = !context.seesSchema
    const errors = admission.check(document, { hidesSchema })
    if (errors.length > 0) return { errors }
    const known = requireOperation(schema, operation)
    admission.limitVariables(request.variables)
    const asked = hidesSchema ? introspectionOf(document, known) : null
    if (asked) {
      onDenied(denialOf('introspection', `Query.${asked}`))
      throw new GatewayError('FORBIDDEN', 'The schema is shown to callers with the role DEVELOPER only.')
    }
    admission.noteDeprecated(document)
    return executor(request)
  }

  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: '' })
      return () => undefined
    },
    load: async () => ({
      executor: async ({ document, operation, operationName, request, context }) => {
        const scope = currentScope()
        if (scope) scope.operation = operationName?.slice(0, 100) ?? null
        try {
          const variables = request.variables ?? {}
          // The interface leaves the context open; it is what the middleware made.
          const asked = { document, operationName, variables, context: context as RequestContext }
          const result = await answer(asked, operation)
          // Once something was executed each error stands for nulls of its own, and none is left out.
          if (result.data !== undefined || !result.errors) return result
          return { ...result, errors: cutErrors(result.errors) }
        } catch (error) {
          if (!(error instanceof GatewayError)) throw error
          return { errors: [refuseRequest(error)] }
        }
      },
    }),
    stop: () => Promise.resolve(),
  }
}

/** Apollo Server leaves this to execution, although its types say otherwise. @throws GatewayError */
function requireOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode | undefined,
): OperationDefinitionNode {
  if (!operation) {
    throw new GatewayError('BAD_USER_INPUT', 'Name one of the operations of the document in operationName.')
  }
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
    const fix =
      'Follow it over a WebSocket (graphql-transport-ws), or POST it with accept: text/event-stream.'
    throw new GatewayError(
      'BAD_USER_INPUT',
      `A subscription is a stream, which this is no request for. ${fix}`,
    )
  }
  if (schema.getRootType(operation.operation)) return operation
  throw new GatewayError('BAD_USER_INPUT', `The API has no ${operation.operation}s.`)
}
