import { claim } from '../../../../src/auth/tokens/claim.ts'
import type { IssuerConfig } from '../../../../src/auth/tokens/issuer-config.ts'
import { lintIssuers } from '../../../../src/auth/tokens/lint-issuers.ts'
import { loadSdl } from '../../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../../src/schema/read-catalog.ts'

const { catalog } = readCatalog(loadSdl())
const right: IssuerConfig = {
  issuer: 'https://login.example.com/',
  audience: 'urn:headwater:gateway',
  tenant: 'north',
  roles: claim('roles', { sales: ['SALES'], all: ['SUPPORT', 'FRONTDESK'] }),
  attributes: { accounts: 'ALL', properties: claim('hotels') },
  scopes: claim('scope', { read: ['read:*'] }),
  customer: { system: 'CRM', claim: 'customer_id' },
}
const messagesOf = (...issuers: Partial<IssuerConfig>[]) =>
  lintIssuers(
    issuers.map((change) => ({ ...right, ...change })),
    catalog,
  ).map(({ message }) => message)

test('what is there is no problem, nor what the issuer says without a map', () => {
  expect(
    messagesOf({}, { issuer: 'https://other.example.com/', roles: claim('roles'), scopes: 'ALL' }),
  ).toEqual([])
})

test.each<[what: string, change: Partial<IssuerConfig>, message: RegExp]>([
  [
    'a role in a list',
    { roles: ['SALES', 'SALE'] },
    /^auth\.issuers\.0\.roles: SALE is no role: did you mean SALES\?/,
  ],
  [
    'a role by what a value means',
    { roles: claim('r', { a: ['SALES'], b: ['X'] }) },
    /^auth\.issuers\.0\.roles\.b: X is no/,
  ],
  ['SELF', { roles: ['SELF'] }, /SELF cannot be given.*`customer`/],
  ['GUEST', { roles: claim('r', { a: ['GUEST'] }) }, /roles\.a: GUEST cannot be given/],
  ['ANONYMOUS', { roles: ['ANONYMOUS'] }, /ANONYMOUS cannot be given/],
  ['a name that every object has', { roles: ['constructor'] }, /constructor is no role/],
  ['a scope in a list', { scopes: ['read:Custmer'] }, /^auth\.issuers\.0\.scopes: "read:Custmer".*Customer/],
  [
    'a scope by what a value means',
    { scopes: claim('s', { a: ['reed:*'] }) },
    /^auth\.issuers\.0\.scopes\.a: .*read/,
  ],
  [
    'a system',
    { customer: { system: 'CMR', claim: 'id' } },
    /customer\.system: CMR is no system: did you mean CRM\?/,
  ],
])(
  '%s that is none, or nobody can have, is one problem with its place and the fix',
  (_what, change, message) => {
    const messages = messagesOf(change)
    expect(messages).toHaveLength(1)
    expect(messages[0]).toMatch(message)
  },
)

test('the roles that cannot be given are not suggested', () => {
  expect(messagesOf({ roles: ['SELFF'] }).join()).not.toMatch(/SELF[,)?]|GUEST|ANONYMOUS/)
})

test('the same issuer twice is a problem of the second', () => {
  expect(messagesOf({}, {})).toEqual([expect.stringMatching(/^auth\.issuers\.1\.issuer: .*join/)])
})
