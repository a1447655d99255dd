import { GatewayError } from '../errors/gateway-error.ts'
import type { RootStep } from '../planner/plan.ts'
import { loadList } from './load-list.ts'
import { lookUpMany } from './look-up-many.ts'
import { lookUp, lookUpAny, lookUpByExternalId, lookUpSelf } from './look-up.ts'
import type { Arguments, RootContext } from './root-context.ts'

/**
 * Loads one root field and everything below it; gives what its resolver answers: a handle, a page, or a plain value.
 * @throws GatewayError
 */
export async function loadRoot(context: RootContext, step: RootStep, args: Arguments): Promise<unknown> {
  switch (step.kind) {
    case 'lookup':
      return lookUp(context, step, args)
    case 'lookupMany':
      return lookUpMany(context, step, args)
    case 'byExternalId':
      return lookUpByExternalId(context, step, args)
    case 'self':
      return lookUpSelf(context, step)
    case 'node':
      return lookUpAny(context, step, args)
    case 'list':
      return loadList(context, step, args)
    case 'operation':
      return runOperation(context, step, args)
    case 'gateway': {
      const answer = context.gatewayRoots[step.field]
      if (!answer) throw new GatewayError('INTERNAL', `Query.${step.field} has no answer.`)
      return answer(args, context)
    }
    case 'mutation':
      throw new GatewayError('INTERNAL', `Mutation.${step.field} is not read.`)
  }
}

async function runOperation(
  context: RootContext,
  step: Extract<RootStep, { kind: 'operation' }>,
  args: Arguments,
): Promise<unknown> {
  const datasource = context.datasources.get(step.owner)
  // A system that is not configured makes what it owns unavailable: null, without an error.
  if (!datasource) return null
  const operation = datasource.operations.get(step.field)
  if (!operation)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `${step.owner} (${datasource.vendor}) does not offer ${step.field}.`,
    )
  return operation.run(args, context.call)
}
