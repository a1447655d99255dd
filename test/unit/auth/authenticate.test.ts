import { createAuthentication, refuseKeyInUrl } from '../../../src/auth/authenticate.ts'
import { sandboxKeys } from '../../../src/auth/sandbox-keys.ts'
import { createStaticKeys } from '../../../src/auth/static-keys.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'

const keys = [createStaticKeys(sandboxKeys)]
const authenticate = createAuthentication({ keys, token: null, anonymous: null })

test.each(sandboxKeys.map(({ key, principal }) => [key, principal] as const))(
  '%s is its principal',
  async (key, principal) => {
    await expect(authenticate({ 'x-api-key': key })).resolves.toEqual(principal)
  },
)

test('the sandbox keys are those of the README, and only the guest is a customer', () => {
  expect(sandboxKeys.map(({ key }) => key)).toEqual([
    'sandbox-developer',
    'sandbox-support',
    'sandbox-sales',
    'sandbox-finance',
    'sandbox-frontdesk',
    'sandbox-frontdesk-berlin',
    'sandbox-account-manager',
    'sandbox-operator',
    'sandbox-website',
    'sandbox-guest',
  ])
  const customers = sandboxKeys.filter(({ principal }) => principal.customer)
  expect(customers.map(({ principal }) => [principal.id, principal.roles])).toEqual([['sandbox-guest', []]])
})

test('every role of a sandbox key is a role of the schema', () => {
  const { catalog } = readCatalog(loadSdl())
  for (const { principal } of sandboxKeys)
    for (const role of principal.roles) expect(catalog.roles).toContain(role)
})

test.each<[what: string, headers: Record<string, string | string[]>]>([
  ['no key', {}],
  ['an empty key', { 'x-api-key': '' }],
  ['an unknown key', { 'x-api-key': 'sandbox-root' }],
  ['a key with something behind it', { 'x-api-key': 'sandbox-developer ' }],
  ['two keys', { 'x-api-key': ['sandbox-developer', 'sandbox-guest'] }],
  ['a key in another header', { authorization: 'sandbox-developer' }],
  ['a token where none is accepted', { authorization: 'Bearer abc' }],
  ['a key beside a token', { 'x-api-key': 'sandbox-developer', authorization: 'Bearer abc' }],
])('%s is refused', async (_what, headers) => {
  await expect(authenticate(headers)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

test('the refused key is not repeated', async () => {
  await expect(authenticate({ 'x-api-key': 'my-real-key' })).rejects.not.toThrow(/my-real-key/)
})

test('a key in the URL is refused whatever it is called', () => {
  for (const name of ['x-api-key', 'apiKey', 'api_key', 'TOKEN']) {
    expect(() => refuseKeyInUrl(['query', name])).toThrow(/URL/)
  }
  expect(() => refuseKeyInUrl(['query', 'variables', 'operationName', 'extensions'])).not.toThrow()
})
