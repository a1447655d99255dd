import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
} from 'graphql'
import { heldRoles } from '../../auth/held-roles.ts'
import type { Principal } from '../../auth/principal.ts'
import { GatewayError } from '../../errors/gateway-error.ts'
import { toGraphQLError } from '../../errors/to-graphql.ts'
import { currentScope } from '../../observability/request-scope.ts'
import { mapStream } from '../../resolvers/map-stream.ts'
import type { Followed, Subscriber } from '../../resolvers/subscriber.ts'
import type { DocumentAdmission } from '../admit-document.ts'
import { cutErrors } from '../cut-errors.ts'
import { maxTokens } from '../document-limits.ts'
import { findOperation, isRecord, type AdmissionOptions } from '../find-operation.ts'
import type { FormatErrors } from '../format-errors.ts'

/** As clients send it: nothing of it is checked yet. */
export interface AskedSubscription {
  query?: unknown
  documentId?: unknown
  extensions?: unknown
  operationName?: unknown
  variables?: unknown
}

export type OpenedSubscription =
  | { kind: 'open'; results: AsyncGenerator<FormattedExecutionResult, void, void> }
  /** To be shown by `formatErrors`. */
  | { kind: 'refused'; errors: readonly GraphQLError[] }

export interface Subscriptions {
  /** Never throws; what is open has to be taken or returned. */
  open(asked: AskedSubscription, principal: Principal): Promise<OpenedSubscription>
  formatErrors: FormatErrors
}

export interface SubscriptionsOptions {
  subscriber: Subscriber
  admission: DocumentAdmission
  /** Operations with ids; null: clients send documents. */
  operations: AdmissionOptions | null
  /** All callers may explore the schema, not only developers. */
  sandbox: boolean
  formatErrors: FormatErrors
}

/** From what a client sent to its results, by the checks that a request passes: registered, parsed, limits, rules, rights. */
export function createSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const { subscriber, admission, operations, sandbox, formatErrors } = options
  const formatResult = ({ errors, ...result }: ExecutionResult): FormattedExecutionResult =>
    errors ? { ...result, errors: formatErrors(errors) } : result

  const follow = (asked: AskedSubscription, principal: Principal): Promise<Followed> | Followed => {
    const document = parseText(textOf(asked, operations))
    const seesSchema = sandbox || heldRoles(principal).includes('DEVELOPER')
    const errors = admission.check(document, { hidesSchema: !seesSchema })
    if (errors.length > 0) return { errors: cutErrors(errors) }
    const operationName = readOperationName(asked.operationName)
    requireSubscription(document, operationName)
    const variables = readVariables(asked.variables)
    admission.limitVariables(variables)
    admission.noteDeprecated(document)
    const context = { principal, seesSchema }
    return subscriber({ document, operationName, variables, context })
  }
  return {
    formatErrors,
    async open(asked, principal) {
      try {
        const followed = await follow(asked, principal)
        return Symbol.asyncIterator in followed
          ? { kind: 'open', results: endWithErrors(mapStream(followed, formatResult), formatErrors) }
          : { kind: 'refused', errors: followed.errors ?? [] }
      } catch (error) {
        return { kind: 'refused', errors: [toGraphQLError(error)] }
      }
    },
  }
}

/** What fails in the middle is told in a last result: a client could not tell a stream that broke from one that is over. */
function endWithErrors(
  results: AsyncGenerator<FormattedExecutionResult, void, void>,
  formatErrors: FormatErrors,
): AsyncGenerator<FormattedExecutionResult, void, void> {
  const { next } = results
  results.next = async () => {
    try {
      return await next.call(results)
    } catch (error) {
      return { value: { errors: formatErrors([toGraphQLError(error)]) }, done: false }
    }
  }
  return results
}

/** @throws GatewayError */
function textOf(asked: AskedSubscription, operations: AdmissionOptions | null): string {
  const text = operations ? findOperation(asked, operations) : asked.query
  if (typeof text === 'string' && text !== '') return text
  throw new GatewayError('BAD_USER_INPUT', 'The request has no query. Send the text of a subscription.')
}

/** @throws GraphQLError */
function parseText(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const { message, nodes, source, positions } = error
    const extensions = { code: 'GRAPHQL_PARSE_FAILED' }
    throw new GraphQLError(message, { nodes, source, positions, extensions })
  }
}

/** @throws GatewayError */
function requireSubscription(document: DocumentNode, operationName: string | null): void {
  const operation = getOperationAST(document, operationName)
  if (!operation)
    throw new GatewayError('BAD_USER_INPUT', 'Name one of the operations of the document in operationName.')
  const scope = currentScope()
  if (scope) scope.operation = operation.name?.value.slice(0, 100) ?? null
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) return
  const fix = 'Send queries and mutations as POST /graphql with accept: application/json'
  throw new GatewayError('BAD_USER_INPUT', `This is for subscriptions only. ${fix}.`)
}

/** @throws GatewayError */
function readOperationName(given: unknown): string | null {
  if (given === undefined || given === null || given === '') return null
  if (typeof given === 'string') return given
  throw new GatewayError('BAD_USER_INPUT', 'operationName has to be a text.')
}

/** @throws GatewayError */
function readVariables(given: unknown): Readonly<Record<string, unknown>> {
  if (given === undefined || given === null) return {}
  if (isRecord(given)) return given
  throw new GatewayError('BAD_USER_INPUT', 'variables has to be an object.')
}
