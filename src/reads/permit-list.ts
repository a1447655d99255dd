import { attributeOf } from '../auth/attribute-of.ts'
import { isConditional, type Condition, type Grant, type Way } from '../auth/grant.ts'
import type { Principal } from '../auth/principal.ts'
import type { Rights } from '../auth/rights.ts'
import type { Condition as Comparison, ListSource } from '../datasources/datasource.ts'
import { forbidden } from '../errors/forbidden.ts'
import type { GatewayError } from '../errors/gateway-error.ts'
import type { Entity } from '../schema/catalog.ts'
import type { ListQuery } from './page-arguments.ts'

type Rule = Extract<Condition, { kind: 'rule' }>

/**
 * What a caller may ask of a list: nobody filters or sorts by what they may not read, and whoever may see only some records
 * gets a list of those, made by its owner; it is never filtered here.
 *
 * @returns the query, narrowed; null when it can only be empty
 * @throws GatewayError FORBIDDEN
 */
export function permitList(
  query: ListQuery,
  options: {
    entity: Entity
    visible: Grant
    rights: Rights
    principal: Principal
    list: ListSource
    /** The root field that is asked. */
    root: string
  },
): ListQuery | null {
  const { entity, visible, rights, principal, list } = options
  const root = `Query.${options.root}`
  const way = wayToList(root, visible)
  const held = new Set(way.map(({ key }) => key))
  const named = [...query.filter.map(({ field }) => field), ...(query.orderBy ? [query.orderBy.field] : [])]
  for (const name of named) {
    const field = entity.fields.get(name)
    if (field && isCovered(rights.of(field).read, held)) continue
    throw forbidden(
      `${entity.name}.${name}`,
      `${entity.name} may not be filtered or sorted by ${name}, which this caller may not read in full`,
    )
  }
  let filter: readonly Comparison[] | null = query.filter
  for (const condition of way) {
    const rule = ruleToPush(condition, { root, entity, query })
    const allowed = attributeOf(principal, rule.attribute)
    if (allowed !== 'ALL') filter = filter && narrow(filter, rule, allowed, { root, list })
  }
  return filter && { ...query, filter }
}

function wayToList(root: string, visible: Grant): Way {
  if (!isConditional(visible)) return []
  const [way, ...others] = visible
  if (way && others.length === 0) return way
  throw unlistable(root, 'there are several reasons for which a record may be shown')
}

/** A field that is seen under conditions is, in a list of records for which they hold. */
function isCovered(grant: Grant, held: ReadonlySet<string>): boolean {
  if (!isConditional(grant)) return grant === 'ALWAYS'
  return grant.some((way) => way.every(({ key }) => held.has(key)))
}

function ruleToPush(
  condition: Condition,
  { root, entity, query: { system } }: { root: string; entity: Entity; query: ListQuery },
): Rule {
  if (condition.kind === 'self') throw unlistable(root, 'only their own are shown: ask me for them')
  const field = entity.fields.get(condition.path[0])
  if (condition.via) throw unlistable(root, `${condition.key} is not known of a list`)
  if (field && 'owner' in field && field.owner === system) return condition
  throw unlistable(root, `${system}, which is asked for it, does not know ${condition.path[0]}`)
}

/** null: no record can be among both what is asked for and what is allowed. */
function narrow(
  filter: readonly Comparison[],
  { path: [field] }: Rule,
  allowed: readonly string[],
  { root, list }: { root: string; list: ListSource },
): readonly Comparison[] | null {
  const own = filter.find(
    (one) => one.field === field && (one.comparison === 'EQ' || one.comparison === 'IN'),
  )
  const asked = own && [own.value].flat()
  const values = asked ? asked.filter((value) => allowed.includes(String(value))) : allowed
  if (values.length === 0) return null
  const rest = filter.filter((one) => one !== own)
  const comparisons = list.filters.get(field)
  const [only] = values
  if (values.length === 1 && comparisons?.has('EQ'))
    return [...rest, { field, comparison: 'EQ', value: only }]
  if (comparisons?.has('IN')) return [...rest, { field, comparison: 'IN', value: values }]
  throw unlistable(root, `its system cannot list several at once: filter by one ${field}`)
}

function unlistable(root: string, reason: string): GatewayError {
  return forbidden(root, `${root} cannot be listed as a whole for this caller: ${reason}`)
}
