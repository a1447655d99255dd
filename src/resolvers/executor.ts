import {
  execute,
  getOperationAST,
  getVariableValues,
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
import { conditionVariables, makePlan } from '../planner/make-plan.ts'
import type { Plan } from '../planner/plan.ts'
import type { Configured } from '../reads/describe-configured.ts'
import type { ReadEngine } from '../reads/read-engine.ts'
import type { Catalog } from '../schema/catalog.ts'
import type { ResolverContext } from './context.ts'
import { resolveMember } from './value-resolvers.ts'
import { createDenials } from './report-denial.ts'
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
  configured: Configured
  /** A document of which anything is never permitted: null there (NULL), or refused as a whole (REJECT). */
  onDenied: 'NULL' | 'REJECT'
  /** Told once a request, when anything of it was denied. */
  reportDenial: (denial: Denial) => void
}): Executor {
  const { schema, catalog, engine, configured, onDenied, reportDenial } = options
  const rightsOf = createRightsBook(catalog)
  const planOf = createPlanCache({ schema, catalog, isReadable: configured.isReadable })

  return async ({ document, operationName, variables, context }) => {
    const operation = getOperationAST(document, operationName)
    if (!operation) throw new GatewayError('BAD_USER_INPUT', 'The document has no operation of that name.')
    const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
    if (coerced.errors) return { errors: coerced.errors }

    const { signal, deadlineAt, requestId, principal, wantsPlan } = context
    const rights = rightsOf(principal)
    const plan = planOf(document, operation, coerced.coerced, rights)
    if (onDenied === 'REJECT' && plan.denied.length > 0) {
      reportDenial({ principal: principal.id, requestId, coordinates: plan.denied })
      throw refuseDenied(plan.denied)
    }
    const recorder = wantsPlan && maySeePlans(principal) ? createPlanRecorder() : null
    const call = {
      signal,
      requestId,
      ...(deadlineAt !== undefined && { deadlineAt }),
      ...(recorder && { onCall: recorder.onCall }),
    }
    const denials = createDenials()
    const reads = await engine.read(plan, coerced.coerced, { principal, rights }, call)
    const contextValue: ResolverContext = { reads, rights, denials }
    const result = await execute({
      schema,
      document,
      operationName,
      contextValue,
      variableValues: variables,
      fieldResolver: resolveMember,
    })
    const coordinates = denials.coordinates()
    if (coordinates.length > 0) reportDenial({ principal: principal.id, requestId, coordinates })
    return recorder
      ? { ...result, extensions: { plan: recorder.report(plan, configured, coerced.coerced) } }
      : result
  }
}

/** Something that a caller asked for and may not have. */
export interface Denial {
  principal: string
  requestId: string
  /** `Customer.creditLimit`, `Query.systems`; each once. */
  coordinates: readonly string[]
}

function refuseDenied(denied: readonly string[]): GatewayError {
  const [first = ''] = denied
  return forbidden(first, `This caller may not read ${denied.join(', ')}, so nothing was read`)
}

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
