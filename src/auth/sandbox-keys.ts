import type { Principal } from './principal.ts'

/** One key of the sandbox: public, in the README, good for invented data only. */
export interface SandboxKey {
  key: string
  /** For people: what the key is for. */
  describes: string
  principal: Principal
}

const tenant = 'sandbox'

/** Nobody is kept from a record by a record rule, unless a key says so. */
const unrestricted = { properties: 'ALL', accounts: 'ALL' } as const

/** What each sandbox key is. Roles are those of `enum Role`; the guest is person 1 of the sandbox's world. */
export const sandboxKeys: readonly SandboxKey[] = [
  staff('developer', 'DEVELOPER', 'reads everything'),
  staff('support', 'SUPPORT', 'customer service'),
  staff('sales', 'SALES', 'sales and marketing'),
  staff('finance', 'FINANCE', 'accounting: credit limits, balances, orders'),
  staff('frontdesk', 'FRONTDESK', 'hotel reception: guests and bookings'),
  staff('frontdesk-berlin', 'FRONTDESK', 'reception of one hotel: bookings of HWBER only', {
    properties: ['HWBER'],
  }),
  staff('account-manager', 'SALES', 'sales of one employee: their own customers only', {
    accounts: ['70001'],
  }),
  staff('operator', 'OPERATOR', 'runs the gateway: identity reviews, waiting writes'),
  staff('website', 'WEBSITE', "a public website's backend: hands in enquiries"),
  {
    key: 'sandbox-guest',
    describes: 'a guest who sees their own data',
    principal: {
      id: 'sandbox-guest',
      client: 'sandbox-guest',
      roles: [],
      scopes: 'ALL',
      tenant,
      customer: { system: 'CRM', externalId: '401001' },
      attributes: {},
    },
  },
]

function staff(
  name: string,
  role: string,
  describes: string,
  attributes: Principal['attributes'] = {},
): SandboxKey {
  const key = `sandbox-${name}`
  const principal = { id: key, client: key, roles: [role], scopes: 'ALL', tenant, customer: null } as const
  return { key, describes, principal: { ...principal, attributes: { ...unrestricted, ...attributes } } }
}
