import { buildSchema, execute, getOperationAST, type GraphQLSchema } from 'graphql'
import { createAuthentication } from '../../../src/auth/authenticate.ts'
import type { Principal } from '../../../src/auth/principal.ts'
import { createStaticKeys } from '../../../src/auth/static-keys.ts'
import type { DocumentLimits } from '../../../src/http/document-limits.ts'
import { createGraphql, type GraphqlOptions } from '../../../src/http/create-graphql.ts'
import { createHttpServer, type HttpOptions } from '../../../src/http/create-http-server.ts'
import { createLogger } from '../../../src/observability/logger.ts'
import { coerceVariables } from '../../../src/resolvers/coerce-variables.ts'
import type { Executor, RequestContext } from '../../../src/resolvers/executor.ts'
import type { Subscriber } from '../../../src/resolvers/subscriber.ts'
import { nobody } from '../../support/nobody.ts'

export interface TestServer {
  url: string
  /** Parsed lines of the log so far. */
  log: Record<string, unknown>[]
  /** Contexts that the executor was given. */
  contexts: RequestContext[]
  post(body: unknown, headers?: Record<string, string>): Promise<Response>
  makeReady(): Promise<void>
  close(graceMs?: number): Promise<void>
}

const principal: Principal = { ...nobody, id: 'tester', roles: ['DEVELOPER'] }

/** The real HTTP layer on a port of its own, with the given resolvers in place of the read engine; `ready` unless told. */
export async function serveForTest(
  options: {
    rootValue?: Record<string, unknown>
    executor?: Executor
    subscriber?: Subscriber
    limits?: Partial<HttpOptions['limits'] & DocumentLimits>
    roles?: string[]
    /** Who asks with the key. */
    principalId?: string
    anonymous?: Principal
    sandbox?: boolean
    operations?: GraphqlOptions['operations']
    corsOrigins?: string[]
    ready?: boolean
  } & Pick<HttpOptions, 'health' | 'times'> &
    Partial<Pick<HttpOptions, 'redis' | 'trustedProxies' | 'now' | 'authenticate'>> = {},
): Promise<TestServer> {
  const schema: GraphQLSchema = buildSchema(
    'type Query { hello(id: ID): String  fail: String  list(first: Int): [Query]  colour(of: Colour): String } enum Colour { RED } type Subscription { news: String }',
  )
  const log: Record<string, unknown>[] = []
  const contexts: RequestContext[] = []
  const logger = createLogger({
    level: 'info',
    destination: { write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>) },
  })
  const run: Executor = async ({ document, variables, operationName, context }) => {
    const operation = getOperationAST(document, operationName)
    const { errors } = operation ? coerceVariables(schema, operation, variables, context) : {}
    if (errors) return { errors }
    const rootValue = options.rootValue ?? { hello: 'hi' }
    return execute({ schema, document, variableValues: variables, operationName, rootValue })
  }
  const { roles = ['DEVELOPER'], sandbox = false, principalId: id = principal.id } = options
  const limits = {
    requestsPerMinute: 10_000,
    requestsPerMinutePerCaller: 10_000,
    failedAuthenticationsPerMinute: 10_000,
    maxSockets: 100,
    maxSocketsPerCaller: 100,
    maxSubscriptions: 100,
    maxSubscriptionsPerCaller: 100,
    maxDepth: 5,
    maxFields: 50,
    maxRootFields: 5,
    maxAliases: 40,
    maxDirectives: 10,
    requestTimeoutMs: 5_000,
    ...options.limits,
  }
  const http = createHttpServer({
    corsOrigins: options.corsOrigins ?? [],
    trustedProxies: options.trustedProxies ?? [],
    limits,
    redis: options.redis ?? null,
    onDenied: logger.denied,
    onStream: logger.stream,
    now: options.now ?? Date.now,
    authenticate:
      options.authenticate ??
      createAuthentication({
        keys: [createStaticKeys([{ key: 'good', principal: { ...principal, id, roles } }])],
        token: null,
        anonymous: options.anonymous ?? null,
      }),
    page: { sampleKeys: [] },
    logger,
    times: { listenOnMs: 0, idleMs: 0, ...options.times },
    ...(options.health && { health: options.health }),
  })
  const port = await http.listen(0, '127.0.0.1')
  const url = `http://127.0.0.1:${port}`
  const makeReady = async () => {
    const executor: Executor = (request) => {
      contexts.push(request.context)
      return (options.executor ?? run)(request)
    }
    const operations = options.operations ?? null
    const { subscriber = () => Promise.reject(new Error('there are no subscriptions')) } = options
    const onDenied = logger.denied
    const freshFor = ['DEVELOPER']
    const graphql = { schema, operations, executor, subscriber, limits, sandbox, freshFor, logger, onDenied }
    const { answer, subscriptions } = await createGraphql(graphql, http.principalOf)
    http.serve(answer, subscriptions)
  }
  if (options.ready ?? true) await makeReady()
  return {
    url,
    log,
    contexts,
    makeReady,
    post: (body, headers = {}) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': 'good', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    close: (graceMs) => http.close(graceMs),
  }
}

/** A reply's body, of whatever shape it is. */
export async function readJson(reply: Response) {
  return JSON.parse(await reply.text())
}
