import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { createMemorySystem } from '../../support/memory-datasource.ts'
import { createMemoryGateway, type MemoryGateway } from '../../support/memory-gateway.ts'

const model = {
  path: 'own.graphql',
  text: `
type Customer implements Node @entity(owner: CRM, ids: SHARED) @source(system: CRM, maxAge: "0s")
  @source(system: ERP, maxAge: "0s") @access(read: [DEVELOPER]) {
  id: ID!
  name: String
  taxId: String @owner(system: ERP)
  orders: [Order] @inverse(of: "customer", atMost: 2)
  sources: [Source!]
}
type Order implements Node @entity(owner: ERP, ids: SHARED) @source(system: ERP, maxAge: "0s")
  @access(read: [DEVELOPER]) {
  id: ID!
  number: String
  customer: Customer
  sources: [Source!]
}
extend type Query {
  customer(id: ID!): Customer
  customers(ids: [ID!]!): [Customer]
}`,
}

const customers = ['c1', 'c2', 'c3', 'c4'].map((id) => ({ id, name: `Name of ${id}` }))
const crm = createMemorySystem('CRM', [{ entity: 'Customer', fields: ['name'], rows: customers }])
const erp = createMemorySystem('ERP', [
  {
    entity: 'Customer',
    fields: ['taxId'],
    rows: [
      { id: 'c1', taxId: 'T1' },
      { id: 'c9', taxId: 'T9' },
      { id: 'c4', taxId: 'T4' },
    ],
  },
  {
    entity: 'Order',
    fields: ['number'],
    references: { customer: 'Customer' },
    parentsPerCall: 10,
    rows: [
      { id: 'c1', number: 'A1', customer: 'c1' },
      { id: 'o2', number: 'A2', customer: 'c1' },
      ...[3, 4, 5].map((n) => ({ id: `o${n}`, number: `A${n}`, customer: 'c3' })),
    ],
  },
])

let gateway: MemoryGateway

beforeAll(async () => {
  const datasources = new Map(Object.entries({ CRM: crm.datasource, ERP: erp.datasource }))
  gateway = await createMemoryGateway(datasources, { sdl: [...loadSdl({ model: [] }), model] })
})

afterAll(() => gateway.close())

beforeEach(() => {
  crm.calls.length = 0
  erp.calls.length = 0
})

test('the number that an entity has everywhere is its id, and finds it in every system without a search', async () => {
  const { data, errors } = await gateway.run('{ customer(id: "c1") { id name taxId orders { id number } } }')
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    customer: {
      id: 'c1',
      name: 'Name of c1',
      taxId: 'T1',
      orders: [
        { id: 'c1', number: 'A1' },
        { id: 'o2', number: 'A2' },
      ],
    },
  })
  expect([...crm.calls, ...erp.calls].sort()).toEqual([
    'Customer byId c1',
    'Customer byId c1',
    'Order of customer c1',
  ])
})

test('many are answered in the order asked, null for what no system has, each once a system', async () => {
  const { data, errors } = await gateway.run('{ customers(ids: ["c2", "nobody", "c1", "c2"]) { id name } }')
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    customers: [
      { id: 'c2', name: 'Name of c2' },
      null,
      { id: 'c1', name: 'Name of c1' },
      { id: 'c2', name: 'Name of c2' },
    ],
  })
  // c2 and nobody were not seen before: who they are says the record, which is then not read again.
  expect(crm.calls).toHaveLength(2)
})

test('more ids than a page has are refused before any call', async () => {
  const ids = Array.from({ length: 101 }, (_, index) => `c${index}`)
  const { data, errors } = await gateway.run('query ($ids: [ID!]!) { customers(ids: $ids) { id } }', { ids })
  expect(data).toEqual({ customers: null })
  expect(errors?.[0]?.message).toBe(
    'ids: 101 are more than 100, which is the most that are looked up at a time.',
  )
  expect(crm.calls).toEqual([])
})

test('a plain list of which there is more is an error that says so, and no part of it', async () => {
  const { data, errors } = await gateway.run('{ customers(ids: ["c3", "c1"]) { orders { number } } }')
  expect(data).toEqual({ customers: [{ orders: null }, { orders: [{ number: 'A1' }, { number: 'A2' }] }] })
  expect(errors?.map(({ message }) => message)).toEqual([
    'orders lists 2 at most, and ERP has more: a connection can be asked page after page.',
  ])
})

test('a system that has no record under the number is not asked again for a while', async () => {
  const query = '{ customer(id: "c2") { taxId } }'
  expect((await gateway.run(query)).data).toEqual({ customer: { taxId: null } })
  erp.calls.length = 0
  expect((await gateway.run(query)).data).toEqual({ customer: { taxId: null } })
  expect(erp.calls).toEqual([])
  gateway.clock.now += 16 * 60_000
  await gateway.run(query)
  expect(erp.calls).toEqual(['Customer byId c2'])
})

test('a record that a person gave to another entity is that one’s, whatever its number', async () => {
  await gateway.run('{ customers(ids: ["c3", "c4"]) { name } }')
  await gateway.crosswalk.linkExplicitly('Customer', 'c3', { system: 'ERP', externalId: 'c4' }, [])
  const { data } = await gateway.run('{ customers(ids: ["c3", "c4"]) { id taxId } }')
  expect(data).toEqual({
    customers: [
      { id: 'c3', taxId: 'T4' },
      { id: 'c4', taxId: null },
    ],
  })
})

test('a number that two kinds of entity have is nobody’s in node(id:), which says so', async () => {
  const { data, errors } = await gateway.run('{ node(id: "c1") { id } }')
  expect(data).toEqual({ node: null })
  expect(errors?.[0]?.message).toBe(
    'Customer and Order have the id c1: look it up by the field of one of them.',
  )
})

test('an entity whose owner lost it is no more', async () => {
  crm.remove('c2')
  const { data } = await gateway.run('{ customer(id: "c2") { id name } }')
  expect(data).toEqual({ customer: null })
})
