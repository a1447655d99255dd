import type { Principal } from './principal.ts'

/** One key of the sandbox: public, in the README, good for invented data only. */
export interface SandboxKey {
  key: string
  /** For people: what the key is for. */
  describes: string
  principal: Principal
}

const tenant = 'sandbox'

/** What each sandbox key is. Roles are those of `enum Role`; the guest is person 1 of the sandbox's world. */
export const sandboxKeys: readonly SandboxKey[] = [
  staff('developer', ['DEVELOPER'], 'reads everything'),
  staff('support', ['SUPPORT'], 'customer service'),
  staff('sales', ['SALES'], 'sales and marketing'),
  staff('finance', ['FINANCE'], 'accounting: credit limits, balances, orders'),
  staff('frontdesk', ['FRONTDESK'], 'hotel reception: guests and bookings'),
  staff('operator', ['OPERATOR'], 'runs the gateway: identity reviews, waiting writes'),
  {
    key: 'sandbox-guest',
    describes: 'a guest who sees their own data',
    principal: {
      id: 'sandbox-guest',
      roles: ['SELF'],
      scopes: [],
      tenant,
      customer: { system: 'CRM', externalId: '401001' },
    },
  },
]

function staff(name: string, roles: readonly string[], describes: string): SandboxKey {
  const key = `sandbox-${name}`
  return { key, describes, principal: { id: key, roles, scopes: [], tenant, customer: null } }
}
