import { GatewayError } from '../errors/gateway-error.ts'
import type { RootStep } from '../planner/plan.ts'
import type { Page } from './entity-handle.ts'
import { checkPushdown, readListQuery, readPageRequest } from './page-arguments.ts'
import { permitList } from './permit-list.ts'
import { entityOf } from './entity-of.ts'
import type { Arguments, RootContext } from './root-context.ts'

/** A page of all entities of a kind, as far as the caller may see them. @throws GatewayError */
export async function loadList(
  context: RootContext,
  step: Extract<RootStep, { kind: 'list' }>,
  args: Arguments,
): Promise<Page> {
  const { catalog, loaders, nodes, datasources, rights, principal } = context
  const entity = entityOf(context, step.entity)
  const asked = readListQuery(catalog, entity, step, args, context.authorityOf(entity.name))
  const kind = { system: asked.system, entity: entity.name, part: null }
  const list = loaders.sourceOf(kind)?.list
  if (!list)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `${asked.system} is not configured, or cannot list ${entity.name}.`,
    )
  const { visible } = step.node
  const query = permitList(asked, { entity, visible, rights, principal, list, root: step.field })
  checkPushdown(entity, query ?? asked, list, datasources.get(asked.system)?.vendor ?? '')
  const paging = readPageRequest(args, asked.system)
  const isContinued = paging.after !== null
  if (!query) return nodes.toPage(kind, { held: [], cursors: [], hasNextPage: false }, isContinued)
  const loaded = await loaders.list(kind, { ...paging, filter: query.filter, orderBy: query.orderBy })
  if (loaded.kind === 'failed') throw loaded.failure.error
  const page = nodes.toPage(kind, loaded.value, isContinued)
  await nodes.loadNode(step.node, page.nodes)
  page.leaveOutHidden()
  return page
}
