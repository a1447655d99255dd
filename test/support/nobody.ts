import type { Principal } from '../../src/auth/principal.ts'

/** A caller without a right, to which a test adds those that it is about. */
export const nobody: Principal = {
  id: 'test',
  roles: [],
  scopes: 'ALL',
  tenant: 'test',
  customer: null,
  attributes: {},
}
