import {
  getOperationAST,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql'
import type { Principal } from '../auth/principal.ts'
import { createRightsBook } from '../auth/rights-book.ts'
import { forbidden } from '../errors/forbidden.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { denialOf, type DenialListener } from '../observability/denial-event.ts'
import type { ExecutionListener } from '../observability/execution-event.ts'
import type { Configured } from '../reads/describe-configured.ts'
import type { ReadEngine } from '../reads/read-engine.ts'
import type { Catalog } from '../schema/catalog.ts'
import type { WriteEngine } from '../writes/write-engine.ts'
import { coerceVariables } from './coerce-variables.ts'
import { createCompletion } from './complete-operation.ts'
import { createContext } from './context.ts'
import { createOperationBook } from './operation-book.ts'
import { reportDenied } from './report-denial.ts'
import { createPlanRecorder, maySeePlans } from './report-plan.ts'
import { createMutate } from './run-mutations.ts'

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

/** Plan, load, then complete the reply from what is loaded. */
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
  onExecuted: ExecutionListener
}): Executor {
  const { schema, catalog, engine, writes, configured, maxPrice, whenDenied, onDenied, onExecuted } = options
  const rightsOf = createRightsBook(catalog)
  const { isReadable } = configured
  const operationOf = createOperationBook({ schema, catalog, isReadable, abilities: configured })
  const complete = createCompletion(schema, onExecuted)

  return async ({ document, operationName, variables, context }) => {
    const operation = getOperationAST(document, operationName)
    if (!operation) throw new GatewayError('BAD_USER_INPUT', 'The document has no operation of that name.')
    const coerced = coerceVariables(schema, operation, variables, context)
    if (coerced.errors) return coerced

    const isMutation = operation.operation === OperationTypeNode.MUTATION
    if (isMutation && !writes) throw new GatewayError('BAD_USER_INPUT', 'The API has no mutations.')

    const { signal, deadlineAt, requestId, principal, wantsPlan, idempotencyKey } = context
    const rights = rightsOf(principal)
    const known = operationOf(document, operation, coerced.coerced)
    const { plan, priceOf } = known.planFor(rights)
    if (whenDenied === 'REJECT' && plan.denied.length > 0) {
      reportDenied(plan.denied, onDenied)
      throw refuseDenied(plan.denied, isMutation)
    }
    const price = priceOf(coerced.coerced)
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
    const caller = { principal, rights }
    const asked = { plan, variables: coerced.coerced, catalog, engine, caller, call }
    const given =
      isMutation && writes
        ? { rights, mutate: createMutate({ ...asked, writes, idempotencyKey }) }
        : { rights, reads: await engine.read(plan, coerced.coerced, caller, call) }
    // Mutations are done while they are completed, each after the one before it; what is unreadable graphql-js refuses.
    const isInterpreted = isMutation || given.reads?.hasUnreadable === true
    const { result, context: completed } = await complete({
      document,
      operationName,
      variables,
      findProgram: isInterpreted ? null : known.findProgram,
      createContext: () => createContext(given),
    })
    reportDenied(completed.denials.coordinates(), onDenied)
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
