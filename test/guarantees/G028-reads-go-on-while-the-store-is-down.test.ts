import { createDatabase } from '../../src/store/database.ts'
import { openPgliteSessions } from '../../src/store/pglite-sessions.ts'
import { cutSessions } from '../support/cut-sessions.ts'
import { createMemorySystem } from '../support/memory-datasource.ts'
import { createMemoryGateway, type MemoryGateway } from '../support/memory-gateway.ts'

// G028: while the gateway's own store is down, reads of what memory holds go on for at least 5 minutes; what it does
// not hold is STORE_UNAVAILABLE, and only that; recovery within 5 s.

const store = { isCut: false }
const held = 49
const person = (n: number) => ({ id: `c${n}`, givenName: `N${n}`, email: `p${n}@example.com` })
const people = Array.from({ length: held }, (_, n) => person(n))
const kind = { entity: 'Customer', keys: ['email'] }
const crm = createMemorySystem('CRM', [{ ...kind, fields: ['givenName', 'email'], rows: people }])
const erp = createMemorySystem('ERP', [
  {
    ...kind,
    fields: ['customerNumber'],
    // The last customer is not there: its absence is known too.
    rows: Array.from({ length: held - 1 }, (_, n) => ({
      id: `e${n}`,
      customerNumber: `K${n}`,
      email: `p${n}@example.com`,
    })),
  },
])

let gateway: MemoryGateway
beforeAll(async () => {
  const datasources = new Map([
    ['CRM', crm.datasource],
    ['ERP', erp.datasource],
  ])
  const openStore = async (dataDir: string) => {
    const source = cutSessions(await openPgliteSessions(dataDir, 'headwater'), store)
    return createDatabase({ source, schema: 'headwater', kind: 'pglite', now: Date.now })
  }
  gateway = await createMemoryGateway(datasources, { openStore })
})
afterAll(() => gateway.close())

const run = async (query: string) => JSON.parse(JSON.stringify(await gateway.run(query))) as Reply
interface Reply {
  data: { customers?: { edges: { node: Record<string, unknown> }[] }; customer?: { id: string } | null }
  errors?: { path: unknown[]; extensions: { paths: unknown[][] }; message: string }[]
}

const list = '{ customers(first: 50) { edges { node { givenName customerNumber } } } }'

test('what memory holds is read on for 5 minutes, the rest alone fails, and it ends within 5 s', async () => {
  const { customer } = (await run('{ customer(email: "p3@example.com") { id } }')).data
  const reads = [
    list,
    '{ customer(email: "p3@example.com") { id givenName customerNumber } }',
    `{ customer(id: "${customer!.id}") { givenName customerNumber } }`,
    `{ node(id: "${customer!.id}") { id ... on Customer { givenName customerNumber } } }`,
    '{ customerByExternalId(system: ERP, id: "e3") { id givenName customerNumber } }',
    '{ customer(email: "p48@example.com") { id givenName customerNumber sources { system state } } }',
  ]
  const healthy: Reply[] = []
  for (const read of reads) healthy.push(await run(read))
  expect(healthy[0]!.data.customers!.edges).toHaveLength(held)
  expect(healthy.flatMap(({ errors }) => errors ?? [])).toEqual([])

  store.isCut = true
  gateway.clock.now += 5 * 60_000
  for (const [index, read] of reads.entries()) expect(await run(read)).toEqual(healthy[index])

  // Not held: a customer never seen.
  people.push(person(held))
  const { data, errors } = await run(list)
  expect(data.customers!.edges).toEqual([
    ...healthy[0]!.data.customers!.edges,
    // The system that was asked answers for its own fields without the store.
    { node: { givenName: `N${held}`, customerNumber: null } },
  ])
  expect(errors).toHaveLength(1)
  expect(errors![0]!.message).toMatch(/store does not answer/)
  expect(errors![0]!.extensions.paths).toEqual([['customers', 'edges', held, 'node', 'customerNumber']])
  // An id that nobody has seen might exist: it is not answered with null alone.
  const unknown = await run('{ customer(id: "5a3b8c1e-0000-5000-8000-000000000000") { givenName } }')
  expect(unknown.data.customer).toBeNull()
  expect(unknown.errors).toHaveLength(1)

  store.isCut = false
  const before = performance.now()
  let whole = await run(list)
  while (whole.errors && performance.now() - before < 5_000) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    whole = await run(list)
  }
  expect(whole.errors).toBeUndefined()
  expect(whole.data.customers!.edges).toHaveLength(held + 1)
})
