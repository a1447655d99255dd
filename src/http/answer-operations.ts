import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server'
import {
  OperationTypeNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { GatewayError } from '../errors/gateway-error.ts'
import { toGraphQLError } from '../errors/to-graphql.ts'
import { denialOf, type DenialListener } from '../observability/denial-event.ts'
import { currentScope } from '../observability/request-scope.ts'
import type { ExecutionRequest, Executor, RequestContext } from '../resolvers/executor.ts'
import type { DocumentAdmission } from './admit-document.ts'
import { cutErrors } from './cut-errors.ts'
import { createIntrospectionFinder } from './find-introspection.ts'
import type { FormatErrors } from './format-errors.ts'
import { refusedStatusOf } from './refuse-request.ts'

export interface AnswerOptions {
  schema: GraphQLSchema
  executor: Executor
  admission: DocumentAdmission
  onDenied: DenialListener
  formatErrors: FormatErrors
}

/**
 * Apollo Server parses documents and keeps them; whether one may run, running it, and what is shown of its errors is ours.
 * A plugin and no `gateway`: for one of those it makes an object with getters of its own for each request, which V8 keeps, and
 * the whole reply with it, until it collects all of the heap.
 */
export function answerOperations(options: AnswerOptions): ApolloServerPlugin<RequestContext> {
  const { schema, executor, admission, onDenied, formatErrors } = options

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

  const replyWith = ({ data, errors, extensions }: ExecutionResult, status?: number): GraphQLResponse => {
    const singleResult = {
      ...(errors && { errors: formatErrors(errors) }),
      ...(data !== undefined && { data }),
      ...(extensions && { extensions }),
    }
    return { http: { status, headers: noHeaders }, body: { kind: 'single', singleResult } }
  }

  const listener = {
    async responseForOperation(asked: Asked): Promise<GraphQLResponse> {
      const { document, operation, operationName, request, contextValue: context } = asked
      const scope = currentScope()
      if (scope) scope.operation = operationName?.slice(0, 100) ?? null
      try {
        const variables = request.variables ?? {}
        const result = await answer({ document, operationName, variables, context }, operation)
        // Once something was executed each error stands for nulls of its own, and none is left out.
        if (result.data !== undefined || !result.errors) return replyWith(result)
        return replyWith({ ...result, errors: cutErrors(result.errors) }, 400)
      } catch (error) {
        if (error instanceof GatewayError)
          return replyWith({ errors: [toGraphQLError(error)] }, refusedStatusOf(error))
        return replyWith({ errors: [toGraphQLError(error)] }, 500)
      }
    },
  }
  const listening = Promise.resolve(listener)
  return { requestDidStart: () => listening }
}

type Listener = Exclude<
  Awaited<ReturnType<NonNullable<ApolloServerPlugin<RequestContext>['requestDidStart']>>>,
  void
>
type Asked = Parameters<NonNullable<Listener['responseForOperation']>>[0]

const noHeaders = new HeaderMap()

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
