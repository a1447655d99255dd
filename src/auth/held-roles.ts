import type { RoleName } from '../schema/catalog.ts'
import { derivedRoles } from '../schema/governance.ts'
import type { Principal } from './principal.ts'

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
