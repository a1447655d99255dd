import { cast } from '../../sandbox/world/cast.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { wholeCustomer } from './customer-page.ts'

// G013: a vendor's value that cannot be converted reads null with UPSTREAM_BAD_VALUE on that field, and nothing else is
// affected.

let gateway: SandboxGateway
beforeAll(async () => {
  gateway = await startSandboxGateway()
})
afterAll(() => gateway.close())

test.each<[name: keyof typeof cast, path: string[], wire: string]>([
  ['emailUnconvertible', ['email'], 'info@'],
  ['phoneUnconvertible', ['phone'], 'n/a'],
  ['countryUnconvertible', ['address', 'country'], 'Atlantis'],
  ['dateUnconvertible', ['marketingConsent', 'updatedAt'], '31.02.2026'],
  ['languageUnconvertible', ['language'], 'Klingon'],
])('%s: %s is null with an error, everything else is there', async (name, path, wire) => {
  const person = gateway.world.persons[(cast[name] as number) - 1]!
  const { status, data, errors } = await gateway.query<{ r: Record<string, unknown> }>(
    `{ r: customerByExternalId(system: CRM, id: "${person.crmId}") { ${wholeCustomer} } }`,
  )
  expect(status).toBe(200)
  expect(errors).toHaveLength(1)
  expect(errors?.[0]).toMatchObject({
    path: ['r', ...path],
    extensions: { code: 'UPSTREAM_BAD_VALUE', system: 'CRM', paths: [['r', ...path]] },
  })
  const value = path.reduce<unknown>((holder, step) => (holder as Record<string, unknown>)[step], data!.r)
  expect(value).toBeNull()
  expect(data!.r).toMatchObject({
    givenName: person.givenName,
    familyName: person.familyName,
    lifecycleStage: expect.any(String),
    customerKey: person.databaseKey,
  })
  // What the system holds may be anything, a secret too: it is in no message and no log line.
  expect(JSON.stringify(errors)).not.toContain(wire)
  expect(gateway.log()).not.toContain(`"${wire}"`)
})

test('a phone that belongs to no country for certain is not guessed', async () => {
  const person = gateway.world.persons[cast.phoneDoubtful - 1]!
  const { data, errors } = await gateway.query<{ r: { phone: string | null } }>(
    `{ r: customerByExternalId(system: CRM, id: "${person.crmId}") { phone familyName } }`,
  )
  // The CRM's own default region is Germany: the number is read as German there, or not at all, never as another's.
  expect(data!.r.phone === null ? errors?.[0]?.extensions.code : 'UPSTREAM_BAD_VALUE').toBe(
    'UPSTREAM_BAD_VALUE',
  )
  expect([null, '+49301000000']).toContain(data!.r.phone)
  expect(data!.r).toMatchObject({ familyName: person.familyName })
})

test('in a list the bad value of one is null there, and the others keep theirs', async () => {
  const { data, errors = [] } = await gateway.query<{
    customers: { edges: { node: { email: string | null; familyName: string } }[] }
  }>('{ customers(first: 40) { edges { node { email familyName } } } }')
  const nodes = data!.customers.edges.map(({ node }) => node)
  const without = nodes.flatMap(({ email }, index) => (email === null ? [index] : []))
  expect(without).toHaveLength(1)
  expect(errors.map(({ path }) => path)).toEqual([['customers', 'edges', without[0], 'node', 'email']])
  expect(nodes.every(({ familyName }) => familyName.length > 0)).toBe(true)
})
