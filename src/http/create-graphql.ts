import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import type { Request, RequestHandler, Response } from 'express'
import { randomUUID } from 'node:crypto'
import { heldRoles } from '../auth/held-roles.ts'
import type { Principal } from '../auth/principal.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Logger } from '../observability/logger.ts'
import { currentScope } from '../observability/request-scope.ts'
import type { RequestContext } from '../resolvers/executor.ts'
import type { Subscriber } from '../resolvers/subscriber.ts'
import { readIdempotencyKey } from '../writes/idempotency-key.ts'
import { createDocumentAdmission, type DocumentAdmissionOptions } from './admit-document.ts'
import { admitOperations } from './admit-operations.ts'
import { createGraphqlAnswer } from './answer-graphql.ts'
import { answerOperations, type AnswerOptions } from './answer-operations.ts'
import { maxTokens, type DocumentLimits } from './document-limits.ts'
import { createDocumentStore } from './document-store.ts'
import type { AdmissionOptions } from './find-operation.ts'
import { createLoggedFormatter, formatEach } from './format-errors.ts'
import { refuseRequest } from './refuse-request.ts'
import { requestSignal } from './request-signal.ts'
import { createSubscriptions, type Subscriptions } from './streams/open-subscription.ts'

export interface GraphqlOptions
  extends Omit<AnswerOptions, 'admission' | 'formatErrors'>, DocumentAdmissionOptions {
  subscriber: Subscriber
  limits: DocumentLimits & { requestTimeoutMs: number }
  /** Operations with ids; null: clients send documents. */
  operations: Pick<AdmissionOptions, 'registry' | 'only'> | null
  /** Roles that may have the systems asked anew. */
  freshFor: readonly string[]
  /** All callers may explore the schema, not only developers. */
  sandbox: boolean
  logger: Logger
}

export interface Graphql {
  /** Answers queries and mutations, as an Express handler. */
  answer: RequestHandler
  subscriptions: Subscriptions
}

/** The GraphQL endpoint; `principalOf` says who was authenticated before it. */
export async function createGraphql(
  options: GraphqlOptions,
  principalOf: (response: Response) => Principal,
): Promise<Graphql> {
  const { limits, logger, onDenied, sandbox, subscriber } = options
  const operations = options.operations && { ...options.operations, onDenied }
  const admission = createDocumentAdmission(options)
  const formatError = createLoggedFormatter(logger)
  const formatErrors = formatEach(formatError)
  const subscriptions = createSubscriptions({ subscriber, admission, operations, sandbox, formatErrors })
  const answering = answerOperations({ ...options, admission, formatErrors })
  // Each of these would change headers, serve a page or send data on its own.
  const disabled = [
    ApolloServerPluginCacheControlDisabled(),
    ApolloServerPluginInlineTraceDisabled(),
    ApolloServerPluginLandingPageDisabled(),
    ApolloServerPluginSchemaReportingDisabled(),
    ApolloServerPluginUsageReportingDisabled(),
  ]
  const plugins = [answering, ...disabled]
  const server = new ApolloServer<RequestContext>({
    schema: options.schema,
    parseOptions: { maxTokens },
    // Ours, with the limits before it: see check-document.ts. Who may explore the schema depends on the caller.
    dangerouslyDisableValidation: true,
    introspection: true,
    persistedQueries: false,
    documentStore: createDocumentStore(),
    // Ours are sent and logged: neither NODE_ENV nor a signal changes what the server does.
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    logger: { debug: ignore, info: ignore, warn: logger.warn, error: logger.warn },
    formatError,
    stringifyResult: (result) => JSON.stringify(result),
    plugins,
  })
  await server.start()
  // They are looked at while it starts. From now on it would only ask each, for every request, whether it
  // wants to hear of it; the first is the one that does.
  plugins.length = 1
  /** @throws GatewayError for headers that are not as they have to be */
  const createContext = ({ headers }: Request, response: Response): RequestContext => {
    const budgetMs = budgetOf(headers['x-headwater-timeout-ms'], limits.requestTimeoutMs)
    const idempotencyKey = idempotencyKeyOf(headers['idempotency-key'])
    const principal = principalOf(response)
    return {
      requestId: currentScope()?.requestId ?? randomUUID(),
      principal,
      seesSchema: sandbox || heldRoles(principal).includes('DEVELOPER'),
      signal: requestSignal(response, budgetMs),
      deadlineAt: performance.now() + budgetMs,
      wantsPlan: headers['x-headwater-plan'] === '1',
      idempotencyKey,
      isFresh: mayHaveFresh(headers['x-headwater-fresh'], principal, options.freshFor),
    }
  }
  const contextOf = (request: Request, response: Response): RequestContext => {
    try {
      return createContext(request, response)
    } catch (error) {
      // Apollo Server takes what is thrown here for a failure of its own.
      throw error instanceof GatewayError ? refuseRequest(error) : error
    }
  }
  const answerGraphql = createGraphqlAnswer(server, contextOf)
  const answer: RequestHandler = (request, response, next) => {
    answerGraphql(request, response).catch(next)
  }
  if (!operations) return { answer, subscriptions }
  const admit = admitOperations(operations)
  return {
    subscriptions,
    answer: (request, response, next) => admit(request, response, () => answer(request, response, next)),
  }
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

/** @throws GatewayError FORBIDDEN for who asks for it and may not have it */
function mayHaveFresh(
  header: string | string[] | undefined,
  principal: Principal,
  roles: readonly string[],
): boolean {
  if (header !== '1') return false
  if (heldRoles(principal).some((role) => roles.includes(role))) return true
  throw new GatewayError(
    'FORBIDDEN',
    'This caller may not have the systems asked anew (x-headwater-fresh): leave the header out. cache.freshFor of the config says which roles may.',
  )
}

/** @throws GatewayError */
function idempotencyKeyOf(header: string | string[] | undefined): string | null {
  return header === undefined ? null : readIdempotencyKey(header, 'Idempotency-Key')
}

function ignore(): void {
  // nothing to do
}
