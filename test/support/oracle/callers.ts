import { anonymous } from '../../../src/auth/held-roles.ts'
import type { Principal } from '../../../src/auth/principal.ts'
import { nobody } from '../nobody.ts'
import { externalId } from './make-world.ts'

const caller = (id: string, given: Partial<Principal>): Principal => ({ ...nobody, id, ...given })

const guest = (number: number, system = 'CRM') => ({
  system,
  externalId: externalId(system, 'Customer', number),
})

/** Everyone who asks; each has a way of their own through the rules. */
export const callers: readonly Principal[] = [
  caller('developer', { roles: ['DEVELOPER'] }),
  caller('support', { roles: ['SUPPORT'] }),
  caller('sales of all accounts', { roles: ['SALES'], attributes: { accounts: 'ALL' } }),
  caller('account manager', { roles: ['SALES'], attributes: { accounts: ['amy'] } }),
  caller('two account managers', { roles: ['SALES'], attributes: { accounts: ['bob', 'cid'] } }),
  caller('front desk of all houses', { roles: ['FRONTDESK'], attributes: { properties: 'ALL' } }),
  caller('front desk of one house', { roles: ['FRONTDESK'], attributes: { properties: ['BER'] } }),
  caller('front desk of no house', { roles: ['FRONTDESK'], attributes: { properties: [] } }),
  caller('front desk without a house', { roles: ['FRONTDESK'] }),
  caller('finance', { roles: ['FINANCE'] }),
  caller('operator', { roles: ['OPERATOR'] }),
  caller('guest', { customer: guest(1) }),
  caller('guest whom the CRM does not know', { customer: guest(7, 'CRS') }),
  caller('guest who is no customer any more', { customer: { system: 'CRM', externalId: 'crm-customer-77' } }),
  caller('guest who works in support', { roles: ['SUPPORT'], customer: guest(2) }),
  caller('guest who works in finance', { roles: ['FINANCE'], customer: guest(2, 'ERP') }),
  caller('account manager who is a guest', {
    roles: ['SALES'],
    customer: guest(4),
    attributes: { accounts: ['amy'] },
  }),
  caller('account manager at one front desk', {
    roles: ['SALES', 'FRONTDESK'],
    attributes: { accounts: ['amy'], properties: ['LIS', 'TYO'] },
  }),
  caller('nobody', {}),
  caller('one who claims roles that follow', { roles: ['SELF', 'GUEST', 'ANONYMOUS'] }),
  caller('developer for customers only', { roles: ['DEVELOPER'], scopes: ['read:Customer'] }),
  caller('developer for two things', {
    roles: ['DEVELOPER'],
    scopes: ['read:Customer.email', 'read:Booking'],
  }),
  caller('developer for nothing', { roles: ['DEVELOPER'], scopes: ['write:*'] }),
  caller('developer for reading', { roles: ['DEVELOPER'], scopes: ['read:*'] }),
  caller('guest for bookings only', {
    customer: guest(1),
    scopes: ['read:Booking', 'read:Customer.bookings'],
  }),
  anonymous,
]
