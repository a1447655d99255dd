import { claim, type ClaimsSet } from '../../../../src/auth/tokens/claim.ts'
import type { IssuerConfig } from '../../../../src/auth/tokens/issuer-config.ts'
import { readPrincipal } from '../../../../src/auth/tokens/read-principal.ts'

const config: IssuerConfig = {
  issuer: 'https://login.example.com/',
  audience: 'urn:headwater:gateway',
  tenant: claim('tenant'),
  roles: claim('roles'),
  scopes: claim('scope'),
  customer: { system: 'CRM', claim: 'customer_id' },
  attributes: { properties: claim('properties'), accounts: 'ALL' },
}
const read = (claims: ClaimsSet, change: Partial<IssuerConfig> = {}) =>
  readPrincipal({ ...config, ...change }, { sub: 'carl', ...claims })

test('a token of a customer with everything', () => {
  const claims = {
    tenant: 'north',
    roles: ['SALES'],
    scope: 'read:Customer',
    customer_id: 'C1',
    properties: ['BER'],
  }
  expect(read(claims)).toEqual({
    id: 'carl',
    roles: ['SALES'],
    scopes: ['read:Customer'],
    tenant: 'north',
    customer: { system: 'CRM', externalId: 'C1' },
    attributes: { properties: ['BER'], accounts: 'ALL' },
  })
})

test('a token that claims nothing is nobody, and good for nothing', () => {
  expect(read({})).toEqual({
    id: 'carl',
    roles: [],
    scopes: [],
    tenant: '',
    customer: null,
    attributes: { properties: [], accounts: 'ALL' },
  })
})

test.each<[what: string, scope: unknown, scopes: string[]]>([
  ['a text', 'read:Customer write:Booking', ['read:Customer', 'write:Booking']],
  ['a text with more spaces', '  read:Customer   read:*  ', ['read:Customer', 'read:*']],
  ['a list', ['read:Customer', 'read:Order'], ['read:Customer', 'read:Order']],
  ['a list with other things', ['read:Customer', 7, null, ['read:*'], {}, ''], ['read:Customer']],
  ['unknown scopes, which match nothing', 'openid profile', ['openid', 'profile']],
  ['the word ALL, which is no scope', 'ALL', ['ALL']],
  ['an empty text', '', []],
  ['a number', 7, []],
  ['true', true, []],
  ['an object', { 'read:*': true }, []],
  ['null', null, []],
  ['nothing', undefined, []],
])('scopes as %s', (_what, scope, scopes) => {
  expect(read({ scope }).scopes).toEqual(scopes)
})

test.each<[what: string, roles: unknown, expected: string[]]>([
  ['a text', 'hotel frontdesk', ['FRONTDESK']],
  ['a list', ['hotel frontdesk', 'sales'], ['FRONTDESK', 'SALES', 'SUPPORT']],
  ['the same twice', ['sales', 'sales', 'support'], ['SALES', 'SUPPORT']],
  ['roles of ours, which are not theirs', ['DEVELOPER', 'SALES'], []],
  ['roles that follow from who asks', ['SELF', 'self', 'ANONYMOUS'], []],
  ['names that every object has', ['constructor', '__proto__', 'toString', 'hasOwnProperty'], []],
  ['an object', { sales: true }, []],
  ['a list of lists', [['sales']], []],
  ['a number', 1, []],
])('roles by what they mean here: %s', (_what, roles, expected) => {
  const meanings = {
    'hotel frontdesk': ['FRONTDESK'],
    sales: ['SALES', 'SUPPORT'],
    support: ['SUPPORT'],
    self: ['SELF'],
  }
  expect(read({ roles }, { roles: claim('roles', meanings) }).roles).toEqual(expected)
})

test('roles that pass as they are: those that follow from who asks never do', () => {
  expect(read({ roles: ['SALES', 'SELF', 'GUEST', 'ANONYMOUS', 'NO_ROLE'] }).roles).toEqual([
    'SALES',
    'NO_ROLE',
  ])
})

test('roles and scopes for everybody', () => {
  const principal = read({ roles: ['DEVELOPER'] }, { roles: ['SALES'], scopes: 'ALL' })
  expect([principal.roles, principal.scopes]).toEqual([['SALES'], 'ALL'])
})

test('a claim inside others, whose names may have dots', () => {
  const nested = { realm_access: { roles: ['SALES'] }, 'https://example.com/roles': ['FINANCE'] }
  expect(read(nested, { roles: claim(['realm_access', 'roles']) }).roles).toEqual(['SALES'])
  expect(read(nested, { roles: claim('https://example.com/roles') }).roles).toEqual(['FINANCE'])
  expect(read({ realm_access: ['roles'] }, { roles: claim(['realm_access', '0']) }).roles).toEqual([])
})

test.each<[what: string, path: string[]]>([
  ['what every object has', ['constructor', 'name']],
  ['what every text has', ['sub', 'constructor']],
  ['the prototype', ['__proto__']],
])('no claim is found in %s', (_what, path) => {
  const [first = '', ...rest] = path
  expect(read({}, { tenant: claim([first, ...rest]) }).tenant).toBe('')
})

test.each<[what: string, customer_id: unknown]>([
  ['a number', 401001],
  ['an empty text', ''],
  ['a list', ['C1']],
  ['null', null],
])('%s is no customer', (_what, customer_id) => {
  expect(read({ customer_id }).customer).toBeNull()
})

test('an attribute that claims ALL is restricted to records that say ALL', () => {
  expect(read({ properties: 'ALL' }).attributes).toEqual({ properties: ['ALL'], accounts: 'ALL' })
})

test('who it is in logs: the configured claim, else sub, never longer than 200 characters', () => {
  const id = claim('client_id')
  expect(read({ client_id: 'web' }, { id }).id).toBe('web')
  expect(read({ client_id: 7 }, { id }).id).toBe('carl')
  expect(read({ sub: 'x'.repeat(5_000) }).id).toHaveLength(200)
})
