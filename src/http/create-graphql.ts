import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { expressMiddleware } from '@as-integrations/express5'
import type { RequestHandler, Response } from 'express'
import { randomUUID } from 'node:crypto'
import { GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql'
import type { Principal } from '../auth/principal.ts'
import { errorCodes } from '../errors/codes.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { createErrorFormatter } from '../errors/to-graphql.ts'
import type { Logger } from '../observability/logger.ts'
import { currentScope } from '../observability/request-scope.ts'
import type { Executor, RequestContext } from '../resolvers/executor.ts'
import { createDeprecationFinder } from './find-deprecated-fields.ts'
import { limitDocuments, maxTokens, type DocumentLimits } from './document-limits.ts'

export interface GraphqlOptions {
  schema: GraphQLSchema
  executor: Executor
  limits: DocumentLimits & { requestTimeoutMs: number }
  logger: Logger
  /** Told each time that a document uses a deprecated field, by `Type.field`. */
  onDeprecatedField?: (coordinate: string) => void
}

/** The GraphQL endpoint as an Express handler; `principalOf` says who was authenticated before it. */
export async function createGraphql(
  options: GraphqlOptions,
  principalOf: (response: Response) => Principal,
): Promise<RequestHandler> {
  const { limits, logger } = options
  const server = new ApolloServer<RequestContext>({
    gateway: createGateway(options),
    validationRules: limitDocuments(limits),
    parseOptions: { maxTokens },
    introspection: true,
    persistedQueries: false,
    // Ours are sent and logged: neither NODE_ENV nor a signal changes what the server does.
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    logger: { debug: ignore, info: ignore, warn: logger.warn, error: logger.warn },
    formatError: createLoggedFormatter(logger),
    stringifyResult: (result) => JSON.stringify(result),
    plugins: [
      nameOperation,
      countDeprecatedFields(options),
      // Each of these would change headers, serve a page or send data on its own.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  })
  await server.start()
  return expressMiddleware(server, {
    context: async ({ req, res }) => {
      const budgetMs = budgetOf(req.headers['x-headwater-timeout-ms'], limits.requestTimeoutMs)
      return {
        requestId: currentScope()?.requestId ?? randomUUID(),
        principal: principalOf(res),
        signal: AbortSignal.any([signalOf(res), AbortSignal.timeout(budgetMs)]),
        deadlineAt: performance.now() + budgetMs,
        wantsPlan: req.headers['x-headwater-plan'] === '1',
      }
    },
  })
}

/** Apollo Server parses, validates and caches documents; running them is ours. */
function createGateway({ schema, executor }: GraphqlOptions): Gateway {
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: '' })
      return ignore
    },
    load: async () => ({
      executor: async ({ document, operation, operationName, request, context }) => {
        try {
          refuseUnknownOperation(schema, operation)
          return await executor({
            document,
            operationName,
            variables: request.variables ?? {},
            // The interface leaves the context open; it is what the middleware above made.
            context: context as RequestContext,
          })
        } catch (error) {
          if (!(error instanceof GatewayError)) throw error
          return { errors: [refuseRequest(error)] }
        }
      },
    }),
    stop: () => Promise.resolve(),
  }
}

type Gateway = ApolloServerOptionsWithGateway<RequestContext>['gateway']

/** Apollo Server leaves this to execution, although its types say otherwise. @throws GatewayError */
function refuseUnknownOperation(schema: GraphQLSchema, operation: OperationDefinitionNode | undefined): void {
  if (!operation) {
    throw new GatewayError('BAD_USER_INPUT', 'Name one of the operations of the document in operationName.')
  }
  if (schema.getRootType(operation.operation)) return
  throw new GatewayError('BAD_USER_INPUT', `The API has no ${operation.operation}s.`)
}

/** A request that was refused as a whole: a caller's mistake is a 400, as everywhere else in GraphQL over HTTP. */
function refuseRequest(error: GatewayError): GraphQLError {
  const status = error.code === 'BAD_USER_INPUT' ? 400 : errorCodes[error.code].httpStatus
  return new GraphQLError(error.message, { originalError: error, extensions: { http: { status } } })
}

function createLoggedFormatter(logger: Logger): ReturnType<typeof createErrorFormatter> {
  const format = createErrorFormatter({
    requestId: () => currentScope()?.requestId,
    onUnknown: (error, errorId) =>
      logger.unknownError({ error, errorId, requestId: currentScope()?.requestId }),
    createErrorId: randomUUID,
  })
  return (formatted, error) => {
    const shown = format(formatted, error)
    const { code, system } = shown.extensions ?? {}
    currentScope()?.errors.add([code, system].filter((part) => typeof part === 'string').join(' '))
    return shown
  }
}

/** For the request's log line. */
const nameOperation = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operationName }: { operationName: string | null }) => {
      const scope = currentScope()
      if (scope) scope.operation = operationName?.slice(0, 100) ?? null
    },
  }),
}

/** Callers may be in more of a hurry than the gateway, never less. @throws GatewayError */
function budgetOf(header: string | string[] | undefined, maxMs: number): number {
  if (header === undefined) return maxMs
  const asked = typeof header === 'string' && /^\d{1,7}$/.test(header) ? Number(header) : 0
  if (asked > 0) return Math.min(asked, maxMs)
  throw new GatewayError(
    'BAD_USER_INPUT',
    'x-headwater-timeout-ms has to be a whole number of milliseconds, 1 or more.',
  )
}

/** So that those who look after the schema see when a field can go. */
function countDeprecatedFields({
  schema,
  onDeprecatedField,
}: GraphqlOptions): ApolloServerPlugin<RequestContext> {
  const find = createDeprecationFinder(schema)
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document }) => {
        for (const coordinate of find(document)) onDeprecatedField?.(coordinate)
      },
    }),
  }
}

/** Aborted when the connection closes before the reply is out. */
function signalOf(response: Response): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) controller.abort()
  })
  return controller.signal
}

function ignore(): void {
  // nothing to do
}
