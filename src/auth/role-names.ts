import type { Catalog } from '../schema/catalog.ts'
import { derivedRoles } from '../schema/governance.ts'
import { adviseName } from '../schema/suggest-name.ts'

/**
 * What is wrong with a role that a key or a token cannot be given, and the fix; null for one that it can. `sayCustomer` is how
 * a caller is said to be a customer there.
 */
export function describeUnknownRole(role: string, { roles }: Catalog, sayCustomer: string): string | null {
  const given = [...roles].filter((known) => !derivedRoles.has(known))
  if (role === 'ANONYMOUS')
    return `${role} cannot be given: it is for callers without a credential; use one of ${given.join(', ')}`
  if (derivedRoles.has(role))
    return `${role} cannot be given: it follows from being a customer; leave it out, and say who is one with ${sayCustomer}`
  return roles.has(role) ? null : `${role} is no role: ${adviseName(role, given)}`
}
