import type { Catalog, RoleName } from '../schema/catalog.ts'

export interface MissingAttribute {
  name: string
  /** Which roles lose which records by it: `SALES sees Customer, Order only by it`. */
  reason: string
}

/**
 * Attributes that record rules compare with and that callers of these roles would never have, so that they would see nothing of
 * what the rules are about: silence that looks like an empty system.
 */
export function findMissingAttributes(
  { entities }: Catalog,
  roles: readonly RoleName[],
  attributes: readonly string[],
): MissingAttribute[] {
  const rules = [...entities.values()].flatMap(({ name, restrictions }) =>
    restrictions.map((rule) => ({ entity: name, ...rule })),
  )
  // Every caller has a tenant.
  const missing = rules.filter(
    ({ roles: restricted, to }) =>
      to !== 'tenant' && !attributes.includes(to) && restricted.some((role) => roles.includes(role)),
  )
  return [...Map.groupBy(missing, ({ to }) => to)].map(([name, same]) => {
    const who = [...new Set(same.flatMap((rule) => rule.roles.filter((role) => roles.includes(role))))]
    const what = [...new Set(same.map(({ entity }) => entity))]
    return { name, reason: `${who.join(', ')} sees ${what.join(', ')} only by it` }
  })
}
