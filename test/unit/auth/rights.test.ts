import { anonymous, heldRoles } from '../../../src/auth/held-roles.ts'
import type { Principal } from '../../../src/auth/principal.ts'
import { createRightsBook } from '../../../src/auth/rights-book.ts'
import { createRights, standingOf, type FieldRights } from '../../../src/auth/rights.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'
import { nobody } from '../../support/nobody.ts'

const own = (text: string) => readCatalog([...loadSdl(), { path: 'own.graphql', text }]).catalog
const canonical = own('')

const guest: Principal = { ...nobody, customer: { system: 'CRM', externalId: '1' } }

const fieldOf = (principal: Principal, coordinate: string, catalog = canonical): FieldRights => {
  const [entity = '', field = ''] = coordinate.split('.')
  const rights = createRights(catalog, standingOf(principal)).entity(entity).fields.get(field)
  if (!rights) throw new Error(`no field ${coordinate}`)
  return rights
}
const keysOf = (grant: FieldRights['read']) =>
  typeof grant === 'string' ? grant : grant.map((way) => way.map(({ key }) => key))

test('a role reads what names it, and nothing else', () => {
  const finance = { ...nobody, roles: ['FINANCE'] }
  expect(fieldOf(finance, 'Customer.creditLimit').read).toBe('ALWAYS')
  expect(fieldOf(finance, 'Customer.vipLevel').read).toBe('NEVER')
  expect(fieldOf(nobody, 'Customer.givenName').read).toBe('NEVER')
})

test('being a customer makes SELF and GUEST, and claiming the role makes neither', () => {
  expect(heldRoles(guest)).toEqual(['SELF', 'GUEST'])
  expect(heldRoles({ ...nobody, roles: ['SELF', 'GUEST', 'ANONYMOUS'] })).toEqual([])
  expect(keysOf(fieldOf(guest, 'Customer.email').read)).toEqual([['self']])
  expect(fieldOf(guest, 'InventoryItem.name').read).toBe('ALWAYS')
})

test('a rule is a condition of the roles that it names, unless the caller’s attribute is ALL', () => {
  const sales = { ...nobody, roles: ['SALES'] }
  expect(keysOf(fieldOf(sales, 'Customer.email').read)).toEqual([['accountManager of accounts']])
  expect(fieldOf({ ...sales, attributes: { accounts: 'ALL' } }, 'Customer.email').read).toBe('ALWAYS')
  expect(fieldOf({ ...nobody, roles: ['SUPPORT'] }, 'Customer.email').read).toBe('ALWAYS')
})

test('several roles are several ways, and one without a condition settles it', () => {
  const both = { ...guest, roles: ['SALES'] }
  expect(keysOf(fieldOf(both, 'Customer.email').read)).toEqual([['accountManager of accounts'], ['self']])
  expect(fieldOf({ ...both, roles: ['SALES', 'SUPPORT'] }, 'Customer.email').read).toBe('ALWAYS')
})

test('a masked role sees the field, and reads it not', () => {
  const { read, masked, mask, seen } = fieldOf({ ...nobody, roles: ['FINANCE'] }, 'Customer.email')
  expect({ read, masked, mask, seen }).toEqual({
    read: 'NEVER',
    masked: 'ALWAYS',
    mask: 'EMAIL',
    seen: 'ALWAYS',
  })
})

test.each([
  [[], 'NEVER'],
  [['read:*'], 'ALWAYS'],
  [['read:Customer'], 'ALWAYS'],
  [['read:Customer.creditLimit'], 'ALWAYS'],
  [['read:Customer.email'], 'NEVER'],
  [['write:Customer'], 'NEVER'],
  [['read:Order', 'Customer', 'read:customer', 'read:'], 'NEVER'],
] as const)('with the scopes %j a credit limit is read %s', (scopes, granted) => {
  expect(fieldOf({ ...nobody, roles: ['FINANCE'], scopes }, 'Customer.creditLimit').read).toBe(granted)
})

test('a scope gives nothing that the role does not', () => {
  expect(fieldOf({ ...nobody, scopes: ['read:*', 'write:*'] }, 'Customer.email').read).toBe('NEVER')
})

test('writing needs its own role and its own scope', () => {
  const sales = { ...nobody, roles: ['SALES'], attributes: { accounts: 'ALL' } as const }
  expect(fieldOf(sales, 'Customer.company').write).toBe('ALWAYS')
  expect(fieldOf({ ...sales, scopes: ['read:*'] }, 'Customer.company').write).toBe('NEVER')
  expect(fieldOf(sales, 'Customer.creditLimit').write).toBe('NEVER')
})

test('an edge to what the caller sees nothing of is denied, and an id goes with anything seen', () => {
  expect(fieldOf({ ...nobody, roles: ['FINANCE'] }, 'Customer.bookings').read).toBe('NEVER')
  expect(fieldOf({ ...nobody, roles: ['SALES'] }, 'Booking.id').read).toBe('ALWAYS')
  expect(fieldOf({ ...nobody, roles: ['FINANCE'] }, 'Booking.id').read).toBe('NEVER')
})

test('root fields: those of entities go with the entity, others have roles and scopes of their own', () => {
  const mayAsk = (principal: Principal, root: string) =>
    createRights(canonical, standingOf(principal)).mayAsk(root)
  expect(mayAsk({ ...nobody, roles: ['OPERATOR'] }, 'customer')).toBe(false)
  expect(mayAsk({ ...nobody, roles: ['OPERATOR'] }, 'systems')).toBe(true)
  expect(mayAsk({ ...nobody, roles: ['OPERATOR'], scopes: ['read:systems'] }, 'systems')).toBe(true)
  expect(mayAsk({ ...nobody, roles: ['OPERATOR'], scopes: ['read:Customer'] }, 'systems')).toBe(false)
  expect(mayAsk(guest, 'availability')).toBe(true)
  expect(mayAsk(nobody, 'node')).toBe(false)
  expect(mayAsk(guest, 'constructor')).toBe(false)
})

test('a company opens one field to callers without a credential, and nothing else opens', () => {
  const catalog = own(
    'extend schema @accessOf(field: "Query.availability", read: [SUPPORT, GUEST, ANONYMOUS])',
  )
  const rights = createRights(catalog, standingOf(anonymous))
  expect([...catalog.roots.keys()].filter((root) => rights.mayAsk(root))).toEqual(['availability'])
  expect([...canonical.roots.keys()].filter(createRights(canonical, standingOf(anonymous)).mayAsk)).toEqual(
    [],
  )
})

test('callers of the same standing share a table, whoever they are; the book stays bounded', () => {
  const rightsOf = createRightsBook(canonical)
  const first = rightsOf({ ...nobody, id: 'a', roles: ['SALES', 'SUPPORT'], attributes: { accounts: ['1'] } })
  expect(rightsOf({ ...nobody, id: 'b', roles: ['SUPPORT', 'SALES'], attributes: { accounts: ['2'] } })).toBe(
    first,
  )
  for (let n = 0; n < 600; n++) rightsOf({ ...nobody, scopes: [`read:x${n}`] })
  expect(rightsOf({ ...nobody, roles: ['SUPPORT', 'SALES'] })).not.toBe(first)
})

describe('to do what a mutation does', () => {
  const mutation = (principal: Principal, name: string) =>
    keysOf(createRights(canonical, standingOf(principal)).mutation(name))
  const reception = { ...nobody, roles: ['FRONTDESK'] }

  test('an action asks its own list, under the record rules of its entity', () => {
    expect(mutation(reception, 'cancelBooking')).toEqual([['property.code of properties']])
    expect(mutation({ ...reception, attributes: { properties: 'ALL' } }, 'cancelBooking')).toBe('ALWAYS')
    expect(mutation(guest, 'cancelBooking')).toEqual([['self']])
    expect(mutation({ ...nobody, roles: ['SUPPORT'] }, 'cancelBooking')).toBe('NEVER')
  })

  test('scopes bound it by entity or by name', () => {
    const bounded = (...scopes: string[]) => mutation({ ...guest, scopes }, 'cancelBooking')
    expect(
      [['write:*'], ['write:Booking'], ['write:cancelBooking']].map((scopes) => bounded(...scopes)),
    ).toEqual(Array(3).fill([['self']]))
    expect(bounded('read:*', 'write:Customer', 'write:Booking.arrival')).toBe('NEVER')
  })

  test('one that sets fields is possible for whoever may write any of them', () => {
    expect(mutation({ ...nobody, roles: ['FINANCE'] }, 'updateCustomer')).toBe('ALWAYS')
    expect(mutation({ ...nobody, roles: ['FINANCE'] }, 'updateOrder')).toBe('NEVER')
    expect(mutation(guest, 'updateCustomer')).toEqual([['self']])
    expect(mutation({ ...guest, scopes: ['write:Customer.email'] }, 'updateCustomer')).toEqual([['self']])
    expect(mutation({ ...guest, scopes: ['write:Customer.creditLimit'] }, 'updateCustomer')).toBe('NEVER')
  })

  test('the gateway’s own are for those listed, and have no conditions', () => {
    expect(mutation({ ...nobody, roles: ['WEBSITE'] }, 'submitEnquiry')).toBe('ALWAYS')
    expect(mutation({ ...nobody, roles: ['WEBSITE'] }, 'retryWrite')).toBe('NEVER')
    expect(mutation({ ...nobody, roles: ['OPERATOR'], scopes: ['write:retryWrite'] }, 'retryWrite')).toBe(
      'ALWAYS',
    )
    expect(mutation({ ...nobody, roles: ['OPERATOR'], scopes: ['read:*'] }, 'retryWrite')).toBe('NEVER')
    expect(mutation(nobody, 'constructor')).toBe('NEVER')
  })

  test('a website reads nothing but what became of its writes', () => {
    const rights = createRights(canonical, standingOf({ ...nobody, roles: ['WEBSITE'] }))
    expect([...canonical.roots.keys()].filter(rights.mayAsk)).toEqual(['write', 'writes'])
  })
})
