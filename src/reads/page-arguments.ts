import type { Condition, ListSource, OrderBy, PageRequest } from '../datasources/datasource.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Catalog, Entity, SystemName } from '../schema/catalog.ts'

/** Arguments of connections: checked here once, before any call. */

export const maxPageSize = 100
const maxCursorLength = 1_024

type Arguments = Readonly<Record<string, unknown>>

/** @throws GatewayError BAD_USER_INPUT for a size or cursor that cannot be served. */
export function readPageRequest(args: Arguments, system: SystemName): PageRequest {
  const first = readPageSize(args)
  if (first === null) throw badInput('first', `first must be between 1 and ${maxPageSize}.`)
  const after = args.after ?? null
  return { first, after: after === null ? null : openCursor(after, system) }
}

/** Null for a size that cannot be served. */
export function readPageSize({ first = null }: Arguments): number | null {
  if (first === null) return 20
  return typeof first === 'number' && first >= 1 && first <= maxPageSize ? first : null
}

/** Cursors are opaque to clients and say which system made them, so that one is never given to another. */
export function sealCursor(system: SystemName, cursor: string): string {
  return Buffer.from(`${system}:${cursor}`).toString('base64url')
}

function openCursor(sealed: unknown, system: SystemName): string {
  const opened =
    typeof sealed === 'string' && sealed.length <= maxCursorLength
      ? Buffer.from(sealed, 'base64url').toString('utf8')
      : ''
  if (!opened.startsWith(`${system}:`) || sealCursor(system, opened.slice(system.length + 1)) !== sealed)
    throw badInput('after', 'after is not a cursor of this connection; take one from its pageInfo or edges.')
  return opened.slice(system.length + 1)
}

export interface ListQuery {
  system: SystemName
  filter: readonly Condition[]
  orderBy: OrderBy | null
}

/**
 * Where a list is asked and for what: the owner of the fields that it filters and sorts by, or the entity's authority.
 * @throws GatewayError BAD_USER_INPUT when they have two owners.
 */
export function readListQuery(
  catalog: Catalog,
  entity: Entity,
  types: { filterType: string | null; orderType: string | null },
  args: Arguments,
  authority: SystemName,
): ListQuery {
  const filter = readFilter(catalog, types.filterType, args.filter)
  const orderBy = readOrder(catalog, types.orderType, args.orderBy)
  const named = [...filter.map((condition) => condition.field), ...(orderBy ? [orderBy.field] : [])]
  const owners = Map.groupBy(named, (field) => ownerOf(entity, field))
  if (owners.size > 1) {
    const sides = [...owners].map(([owner, fields]) => `${[...new Set(fields)].join(', ')} (${owner})`)
    throw badInput(
      'filter',
      `A list of ${entity.name} can filter and sort by fields of one owner only, not by ${sides.join(' and ')}.`,
    )
  }
  return { system: [...owners.keys()][0] ?? authority, filter, orderBy }
}

/** @throws GatewayError BAD_USER_INPUT for a condition or order that the vendor cannot push down. */
export function checkPushdown(entity: Entity, query: ListQuery, list: ListSource, vendor: string): void {
  const who = `${query.system} (${vendor})`
  for (const { field, comparison } of query.filter) {
    if (list.filters.get(field)?.has(comparison)) continue
    throw badInput(
      'filter',
      `${who} cannot filter ${entity.name} by ${field} ${comparison}. ${known('Filters', list.filters.keys())}`,
    )
  }
  const order = query.orderBy?.field
  if (order !== undefined && !list.sorts.has(order))
    throw badInput('orderBy', `${who} cannot sort ${entity.name} by ${order}. ${known('Sorts', list.sorts)}`)
}

function readFilter(catalog: Catalog, type: string | null, given: unknown): Condition[] {
  if (typeof given !== 'object' || given === null || type === null) return []
  const fields = catalog.filters.get(type)
  return Object.entries(given).flatMap(([name, value]): Condition[] => {
    const field = fields?.get(name)
    // An explicit null is no condition: a client's unset variable must not mean "where the field is empty".
    if (!field || value === null || value === undefined) return []
    return [{ field: field.field, comparison: field.comparison, value }]
  })
}

function readOrder(catalog: Catalog, type: string | null, given: unknown): OrderBy | null {
  if (typeof given !== 'object' || given === null || type === null) return null
  const { field, direction } = given as { field: string; direction: OrderBy['direction'] }
  const entityField = catalog.orders.get(type)?.get(field)
  return entityField === undefined ? null : { field: entityField, direction }
}

function ownerOf(entity: Entity, name: string): SystemName {
  const field = entity.fields.get(name)
  return field && 'owner' in field ? field.owner : entity.owner
}

function known(what: string, names: Iterable<string>): string {
  const list = [...names]
  return list.length === 0 ? `${what}: none.` : `${what}: ${list.join(', ')}.`
}

function badInput(field: string, message: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', message, { field })
}
