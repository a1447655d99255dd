import { GatewayError } from '../errors/gateway-error.ts'
import type { RootStep } from '../planner/plan.ts'
import { exists, type EntityHandle } from './entity-handle.ts'
import { entityOf } from './entity-of.ts'
import { findByIds, readKey } from './find-entity.ts'
import { maxPageSize } from './page-arguments.ts'
import type { Arguments, RootContext } from './root-context.ts'

/**
 * Many entities by id, in the order of the ids: null for what no system has, or is not the caller's to see.
 * @throws GatewayError BAD_USER_INPUT for more ids than a page has; also why it could not be decided of one whether it may be shown
 */
export async function lookUpMany(
  context: RootContext,
  { entity: name, node }: Extract<RootStep, { kind: 'lookupMany' }>,
  args: Arguments,
): Promise<(EntityHandle | null)[]> {
  const ids = readIds(args.ids)
  const found = await findByIds(context, entityOf(context, name), ids)
  const handles = [...found.values()]
  await context.nodes.loadNode(node, handles)
  if (ids.some((id) => found.get(id)?.hidden !== false))
    await context.guard.pretend(name, node.conditions, null)
  for (const { hidden, undecided } of handles) if (hidden && undecided) throw undecided.error
  return ids.map((id) => {
    const handle = found.get(id)
    return handle && exists(handle) ? handle : null
  })
}

function readIds(given: unknown): string[] {
  const ids = Array.isArray(given) ? given : []
  if (ids.length <= maxPageSize) return ids.map((id) => readKey('ids', id))
  const message = `ids: ${ids.length} are more than ${maxPageSize}, which is the most that are looked up at a time.`
  throw new GatewayError('BAD_USER_INPUT', message, { field: 'ids' })
}
