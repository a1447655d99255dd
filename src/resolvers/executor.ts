import {
  execute,
  getOperationAST,
  getVariableValues,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import type { Principal } from '../auth/principal.ts'
import { createRightsBook } from '../auth/rights-book.ts'
import type { Rights } from '../auth/rights.ts'
import { forbidden } from '../errors/forbidden.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { denialOf, type DenialListener } from '../observability/denial-event.ts'
import { conditionVariables, makePlan } from '../planner/make-plan.ts'
import type { Plan } from '../planner/plan.ts'
import { pricePlan } from '../planner/price-plan.ts'
import type { Configured } from '../reads/describe-configured.ts'
import type { ReadEngine } from '../reads/read-engine.ts'
import type { Catalog } from '../schema/catalog.ts'
import type { WriteEngine } from '../writes/write-engine.ts'
import { createMutate, noMutate, noReads } from './run-mutations.ts'
import { noFollow, type ResolverContext } from './context.ts'
import { resolveMember } from './value-resolvers.ts'
import { createDenials, reportDenied } from './report-denial.ts'
import { createPlanRecorder, maySeePlans } from './report-plan.ts'

/** What one GraphQL request carries besides its document. */
export interface RequestContext {
  requestId: string
  principal: Principal
  /** Aborted when the client goes away or the request's time is up. */
  signal: AbortSignal
  /** When its time is up, on the clock of `performance.now()`. */
  deadlineAt?: number
  /** The reply is to say how it was made; heeded for those who may see it. */
  wantsPlan: boolean
  /** The caller may explore the schema: errors suggest names. */
  seesSchema: boolean
  /** The systems are to be asked, whatever is held of them; checked. */
  isFresh?: boolean
  /** Of the header, checked; null: none was given. */
  idempotencyKey: string | null
}

/** A parsed and validated document, to be run. */
export interface ExecutionRequest {
  document: DocumentNode
  operationName: string | null
  /** As the client sent them: not yet coerced. */
  variables: Readonly<Record<string, unknown>>
  context: RequestContext
}

/**
 * Runs a request. A GatewayError thrown is the whole reply (nothing was executed); errors of single fields are in the
 * result, as GraphQLErrors whose `originalError` is a GatewayError.
 */
export type Executor = (request: ExecutionRequest) => Promise<ExecutionResult>

/** Plan, load, then let graphql-js complete the result from what is loaded. */
export function createExecutor(options: {
  schema: GraphQLSchema
  catalog: Catalog
  engine: ReadEngine
  /** Without it the API has no mutations. */
  writes?: WriteEngine | undefined
  configured: Configured
  /** Dearest plan that is carried out. */
  maxPrice: number
  /** A document of which anything is never permitted: null there (NULL), or refused as a whole (REJECT). */
  whenDenied: 'NULL' | 'REJECT'
  /** Told of every field that was denied, once a request, and of what is too dear. */
  onDenied: DenialListener
}): Executor {
  const { schema, catalog, engine, writes, configured, maxPrice, whenDenied, onDenied } = options
  const rightsOf = createRightsBook(catalog)
  const planOf = createPlanCache({ schema, catalog, isReadable: configured.isReadable })

  return async ({ document, operationName, variables, context }) => {
    const operation = getOperationAST(document, operationName)
    if (!operation) throw new GatewayError('BAD_USER_INPUT', 'The document has no operation of that name.')
    const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
      maxErrors: maxVariableErrors,
      hideSuggestions: !context.seesSchema,
    })
    if (coerced.errors) return { errors: coerced.errors }

    const isMutation = operation.operation === OperationTypeNode.MUTATION
    if (isMutation && !writes) throw new GatewayError('BAD_USER_INPUT', 'The API has no mutations.')

    const { signal, deadlineAt, requestId, principal, wantsPlan, idempotencyKey } = context
    const rights = rightsOf(principal)
    const plan = planOf(document, operation, coerced.coerced, rights)
    if (whenDenied === 'REJECT' && plan.denied.length > 0) {
      reportDenied(plan.denied, onDenied)
      throw refuseDenied(plan.denied, isMutation)
    }
    const price = pricePlan(plan, configured, coerced.coerced)
    if (price > maxPrice) {
      onDenied(denialOf('price'))
      throw tooDear(price, maxPrice)
    }
    const recorder = wantsPlan && maySeePlans(principal) ? createPlanRecorder() : null
    const call = {
      signal,
      requestId,
      ...(deadlineAt !== undefined && { deadlineAt }),
      ...(context.isFresh && { isFresh: true as const }),
      ...(recorder && { onCall: recorder.onCall }),
    }
    const denials = createDenials()
    const caller = { principal, rights }
    const asked = { plan, variables: coerced.coerced, catalog, engine, caller, call }
    const shared = { rights, denials, follow: noFollow }
    const contextValue: ResolverContext =
      isMutation && writes
        ? { ...shared, reads: noReads, mutate: createMutate({ ...asked, writes, idempotencyKey }) }
        : { ...shared, reads: await engine.read(plan, coerced.coerced, caller, call), mutate: noMutate }
    const result = await execute({
      schema,
      document,
      operationName,
      contextValue,
      variableValues: variables,
      fieldResolver: resolveMember,
    })
    reportDenied(denials.coordinates(), onDenied)
    return recorder
      ? {
          ...result,
          extensions: { plan: { ...recorder.report(plan, configured, coerced.coerced), maxPrice } },
        }
      : result
  }
}

function refuseDenied(denied: readonly string[], isMutation: boolean): GatewayError {
  const [first = ''] = denied
  const [permitted, done] = isMutation ? ['use', 'done'] : ['read', 'read']
  return forbidden(first, `This caller may not ${permitted} ${denied.join(', ')}, so nothing was ${done}`)
}

function tooDear(price: number, maxPrice: number): GatewayError {
  const [asked, limit] = [price, maxPrice].map((number) => number.toLocaleString('en'))
  return new GatewayError(
    'BAD_USER_INPUT',
    `The query may come to ${asked} calls and entities (its price), and ${limit} is the limit. Ask for shorter lists with first, nest fewer lists, or split it.`,
  )
}

/** Errors of variables that are looked for; a few are shown. */
const maxVariableErrors = 4

/** Plans of one document for so many different rights and conditions are kept. */
const maxPlans = 100

/** Plans live as long as their parsed document, which Apollo Server keeps for documents that come again. */
function createPlanCache(
  options: Omit<Parameters<typeof makePlan>[0], 'document' | 'operation' | 'variables' | 'rights'>,
) {
  const plans = new WeakMap<DocumentNode, { conditions: readonly string[]; plans: Map<string, Plan> }>()

  return (
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
    rights: Rights,
  ): Plan => {
    const known = plans.get(document) ?? {
      conditions: conditionVariables(document),
      plans: new Map<string, Plan>(),
    }
    plans.set(document, known)
    const key = JSON.stringify([
      rights.key,
      operation.name?.value,
      ...known.conditions.map((name) => variables[name]),
    ])
    const plan = known.plans.get(key) ?? makePlan({ ...options, document, operation, variables, rights })
    if (known.plans.size >= maxPlans) known.plans.clear()
    known.plans.set(key, plan)
    return plan
  }
}
