import type { RoleName } from '../schema/catalog.ts'
import type { Principal } from './principal.ts'

/** Roles that follow from who asks, or from which record is asked for: no key and no token can be given them. */
export const derivedRoles: ReadonlySet<RoleName> = new Set(['SELF', 'GUEST', 'ANONYMOUS'])

/** Who asks without a credential, where a company serves such callers. */
export const anonymous: Principal = {
  id: 'anonymous',
  roles: [],
  scopes: 'ALL',
  tenant: '',
  customer: null,
  attributes: {},
}

/** All roles of a caller: the given ones, and those that follow from who asks. */
export function heldRoles(principal: Principal): RoleName[] {
  if (principal === anonymous) return ['ANONYMOUS']
  const given = principal.roles.filter((role) => !derivedRoles.has(role))
  return principal.customer ? [...given, 'SELF', 'GUEST'] : given
}
