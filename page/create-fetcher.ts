import type { Fetcher } from '@graphiql/toolkit'
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  type ExecutionResult,
  type OperationDefinitionNode,
} from 'graphql'
import { followSubscription } from './follow-subscription.ts'
import type { PlanReport } from '../src/resolvers/report-plan.ts'

/** What is known of the last query's plan. */
export type LastPlan =
  | { kind: 'none' }
  | { kind: 'running' }
  | { kind: 'shown'; plan: PlanReport }
  /** The reply had none: the key may not see plans, or nothing was read. */
  | { kind: 'withheld' }

/**
 * Sends GraphiQL's queries with the key, and asks for the plan, which goes to `onPlan` instead of the reply that
 * GraphiQL shows. Subscriptions are followed. Headers from GraphiQL's own editor win.
 */
export function createFetcher(key: string, onPlan: (last: LastPlan) => void): Fetcher {
  let lastRun = 0
  return async (asked, options) => {
    const { query, operationName } = asked
    if (key === '') return { errors: [new GraphQLError('Enter a key at the top of the page first.')] }
    const isIntrospection = operationName === 'IntrospectionQuery'
    const operation = findOperation(query, operationName)
    const current = { ...asked, operationName: operation?.name?.value }
    const own = { 'x-api-key': key, ...readHeaders(options?.headers) }
    if (operation?.operation === OperationTypeNode.SUBSCRIPTION) {
      lastRun++
      onPlan({ kind: 'none' })
      return followSubscription(current, own)
    }
    const run = isIntrospection ? lastRun : ++lastRun
    if (!isIntrospection) onPlan({ kind: 'running' })
    const tell = (last: LastPlan) => {
      // A later query may have been answered first.
      if (!isIntrospection && run === lastRun) onPlan(last)
    }
    try {
      const response = await fetch('graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(!isIntrospection && { 'x-headwater-plan': '1' }),
          ...own,
        },
        body: JSON.stringify(current),
      })
      const { reply, plan } = takePlan((await response.json()) as ExecutionResult)
      tell(plan ? { kind: 'shown', plan } : { kind: 'withheld' })
      return reply
    } catch (error) {
      tell({ kind: 'withheld' })
      throw error
    }
  }
}

/** Right after a change of tabs GraphiQL still names the other tab's operation: then it is the only one that there is. */
function findOperation(query: string, name: string | null | undefined): OperationDefinitionNode | null {
  try {
    const document = parse(query)
    return getOperationAST(document, name) ?? getOperationAST(document) ?? null
  } catch {
    return null // the gateway says what is wrong with the query
  }
}

function takePlan(reply: ExecutionResult): { reply: ExecutionResult; plan: PlanReport | null } {
  const { extensions, ...rest } = reply
  if (!extensions || !('plan' in extensions)) return { reply, plan: null }
  const { plan, ...others } = extensions
  const kept = Object.keys(others).length > 0 ? { extensions: others } : {}
  return { reply: { ...rest, ...kept }, plan: plan as PlanReport }
}

/** GraphiQL's header editor holds any JSON. */
function readHeaders(headers: unknown): Record<string, string> {
  if (typeof headers !== 'object' || headers === null) return {}
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
