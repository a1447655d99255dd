import type { ExecutionEngine } from '../../../src/observability/execution-event.ts'
import { createMemorySystem } from '../../support/memory-datasource.ts'
import { createMemoryGateway, type MemoryGateway } from '../../support/memory-gateway.ts'

// Which engine completes what; that both give the same is G056's.

let gateway: MemoryGateway
const engines: ExecutionEngine[] = []
const rows = [{ id: 'c1', email: 'a@example.com', givenName: 'Ada', familyName: 'L' }]
const crm = createMemorySystem('CRM', [
  { entity: 'Customer', fields: ['givenName', 'familyName', 'email'], keys: ['email'], rows },
])

beforeAll(async () => {
  gateway = await createMemoryGateway(new Map([['CRM', crm.datasource]]), {
    onExecuted: (engine) => void engines.push(engine),
  })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await crm.close()
})
beforeEach(() => void engines.splice(0))

test('a query is compiled when it comes for the second time', async () => {
  const run = gateway.prepare('{ customers { edges { node { givenName } } } }')
  const [first, second, third] = [await run(), await run(), await run()]
  expect(engines).toEqual(['interpreted', 'compiled', 'compiled'])
  expect([second, third]).toEqual([first, first].map((one) => JSON.parse(JSON.stringify(one)) as unknown))
})

test('each outcome of @skip and @include is one of its own', async () => {
  const run = gateway.prepare(
    'query ($names: Boolean!) { customers { edges { node { email givenName @include(if: $names) } } } }',
  )
  for (const names of [true, false, true, false]) await run({ names })
  expect(engines).toEqual(['interpreted', 'interpreted', 'compiled', 'compiled'])
  const { data } = await run({ names: false })
  expect(JSON.stringify(data)).toBe('{"customers":{"edges":[{"node":{"email":"a@example.com"}}]}}')
})

test.each([
  ['introspection', '{ __schema { queryType { name } } }'],
  [
    'introspection beside a query',
    '{ customers { edges { node { email } } } __type(name: "Customer") { name } }',
  ],
  ['a name that objects have no property of', '{ customers { edges { node { __proto__: givenName } } } }'],
])('%s is left to graphql-js', async (_, query) => {
  const run = gateway.prepare(query)
  const first = await run()
  const second = await run()
  expect(engines).toEqual(['interpreted', 'interpreted'])
  expect(first.errors).toBeUndefined()
  expect(JSON.stringify(second)).toBe(JSON.stringify(first))
})

test('an argument that a variable left empty is refused by graphql-js, and the rest answered', async () => {
  const run = gateway.prepare(
    'query ($adults: Int = 1) { availability(property: "M", arrival: "2026-11-01", departure: "2026-11-02", adults: $adults) { roomType } customers { edges { node { email } } } }',
  )
  await run()
  const { data, errors } = await run({ adults: null })
  expect(engines).toEqual(['interpreted', 'interpreted'])
  expect(errors?.map(({ message }) => message)).toEqual([expect.stringContaining('Argument "adults"')])
  expect(data?.customers).toBeTruthy()
})

test('what two callers may see is theirs, although they share a program', async () => {
  const run = gateway.prepare('{ customers { edges { node { givenName email } } } }')
  const principalOf = (role: string) => ({
    principal: {
      id: role,
      roles: [role],
      scopes: 'ALL' as const,
      tenant: 't',
      customer: null,
      attributes: {},
    },
  })
  await run({}, principalOf('SUPPORT'))
  const [support, finance] = [await run({}, principalOf('SUPPORT')), await run({}, principalOf('FINANCE'))]
  expect(engines).toEqual(['interpreted', 'compiled', 'compiled'])
  expect(JSON.stringify(support.data)).toContain('a@example.com')
  expect(JSON.stringify(finance.data)).not.toContain('a@example.com')
})
