import { at, each, reference } from '../../../src/datasources/mapping.ts'
import { createMemoryGateway, type MemoryGateway } from '../../support/memory-gateway.ts'
import { createMemorySystem } from '../../support/memory-datasource.ts'

const crm = createMemorySystem('CRM', [
  {
    entity: 'Customer',
    fields: ['givenName', 'familyName', 'email', 'phone', 'lifecycleStage'],
    keys: ['email', 'phone'],
    rows: [
      { id: 'c1', version: 'v1', givenName: 'Ada', familyName: 'Berg', email: 'ada@example.com' },
      { id: 'c2', givenName: 'Ben', familyName: 'Cole', email: 'ben@example.com', phone: '+49301' },
      { id: 'c3', givenName: 'Cid', email: 'cid@example.com', lifecycleStage: 'NOT_A_STAGE' },
    ],
  },
])
const erp = createMemorySystem('ERP', [
  {
    entity: 'Customer',
    fields: ['customerNumber', 'taxId'],
    keys: ['email', 'phone'],
    rows: [
      { id: 'e1', customerNumber: 'K1', email: 'ada@example.com' },
      { id: 'e2', customerNumber: 'K2', phone: '+49301' },
      { id: 'e9', customerNumber: 'K9', email: 'only-erp@example.com' },
    ],
  },
  {
    entity: 'Order',
    fields: ['number', 'externalReference'],
    keys: ['number'],
    references: { customer: 'Customer' },
    parentsPerCall: 10,
    mapped: { lines: each('lines', { sku: at('sku'), item: reference('InventoryItem', 'item') }) },
    rows: [
      {
        id: 'o1',
        number: 'A1',
        customer: 'e1',
        lines: [
          { sku: 'S1', item: 'i1' },
          { sku: 'S2', item: 'i2' },
        ],
      },
      {
        id: 'o2',
        number: 'A2',
        customer: 'e1',
        lines: [
          { sku: 'S1', item: 'i1' },
          { sku: 'gone', item: 'i7' },
        ],
      },
      { id: 'o3', number: 'A3', customer: 'e9', lines: [] },
      { id: 'o4', number: 'A4', customer: 'e1', lines: [] },
    ],
  },
  {
    entity: 'InventoryItem',
    fields: ['sku', 'name'],
    keys: ['sku'],
    rows: [
      { id: 'i1', sku: 'S1', name: 'Soap' },
      { id: 'i2', sku: 'S2', name: 'Robe' },
    ],
  },
  {
    entity: 'InventoryItem',
    part: 'stock',
    fields: ['onHand'],
    rows: [{ id: 'i1', onHand: '7' }],
  },
])
const crs = createMemorySystem('CRS', [
  {
    entity: 'Customer',
    fields: ['vipLevel'],
    keys: ['email'],
    rows: [
      { id: 'g1', vipLevel: 'GOLD', email: 'ada@example.com' },
      { id: 'g5', vipLevel: 'SILVER', email: 'twin@example.com' },
      { id: 'g6', vipLevel: 'SILVER', email: 'twin@example.com' },
    ],
  },
  {
    entity: 'Booking',
    fields: ['confirmationNumber'],
    keys: ['confirmationNumber'],
    references: { customer: 'Customer' },
    rows: [
      { id: 'b1', confirmationNumber: '1', customer: 'g1' },
      { id: 'b2', confirmationNumber: '2', customer: 'g5' },
    ],
  },
])
const systems = [crm, erp, crs]

let gateway: MemoryGateway

beforeAll(async () => {
  gateway = await createMemoryGateway(
    new Map([
      ['CRM', crm.datasource],
      ['ERP', erp.datasource],
      ['CRS', crs.datasource],
    ]),
  )
})
afterAll(() => gateway.close())
beforeEach(() => {
  for (const system of systems) {
    system.calls.length = 0
    system.failWith = null
  }
})

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const idOf = async (email: string): Promise<string> => {
  const { data } = await gateway.run('query ($e: EmailAddress) { customer(email: $e) { id } }', { e: email })
  const customer = data?.customer as { id: string }
  return customer.id
}

const customerPage = `query ($id: ID!) {
  customer(id: $id) {
    id givenName vipLevel customerNumber
    bookings { edges { node { confirmationNumber customer { givenName } } } }
    orders { edges { node { number lines { sku item { name onHand } } } } }
    sources { system state version }
  }
}`

describe('a customer page over several systems', () => {
  test('gives every field from its owner', async () => {
    const result = await gateway.run(customerPage, { id: await idOf('ada@example.com') })
    expect(result.errors).toBeUndefined()
    expect(plain(result.data)).toMatchObject({
      customer: {
        givenName: 'Ada',
        vipLevel: 'GOLD',
        customerNumber: 'K1',
        bookings: { edges: [{ node: { confirmationNumber: '1', customer: { givenName: 'Ada' } } }] },
        orders: {
          edges: [
            {
              node: {
                number: 'A1',
                lines: [
                  { sku: 'S1', item: { name: 'Soap', onHand: '7' } },
                  { sku: 'S2', item: { name: 'Robe', onHand: null } },
                ],
              },
            },
            { node: { number: 'A2', lines: [{ item: { name: 'Soap' } }, { sku: 'gone', item: null }] } },
            { node: { number: 'A4', lines: [] } },
          ],
        },
        sources: [
          { system: 'CRM', state: 'LINKED', version: 'v1' },
          { system: 'ERP', state: 'LINKED', version: null },
          { system: 'CRS', state: 'LINKED' },
          { system: 'DATABASE', state: 'UNRESOLVED' },
        ],
      },
    })
  })

  test('takes one call a record kind once the links are known', async () => {
    const id = await idOf('ada@example.com')
    await gateway.run(customerPage, { id })
    for (const system of systems) system.calls.length = 0
    await gateway.run(customerPage, { id })
    expect(crm.calls).toEqual(['Customer byId c1'])
    expect(crs.calls.toSorted()).toEqual(['Booking of customer g1', 'Customer byId g1'])
    expect(erp.calls.toSorted()).toEqual([
      'Customer byId e1',
      'InventoryItem byId i1,i2,i7',
      'InventoryItem/stock byId i1,i2,i7',
      'Order of customer e1',
    ])
  })

  test('never asks a system of which nothing is selected', async () => {
    const id = await idOf('ada@example.com')
    for (const system of systems) system.calls.length = 0
    const result = await gateway.run(`{ customer(id: "${id}") { id __typename } }`)
    expect(plain(result.data)).toEqual({ customer: { id, __typename: 'Customer' } })
    await gateway.run(`{ customer(id: "${id}") { givenName vipLevel @skip(if: true) ...F @include(if: false) } }
      fragment F on Customer { customerNumber }`)
    expect([...crm.calls, ...crs.calls, ...erp.calls]).toEqual(['Customer byId c1'])
  })
})

describe('one system down', () => {
  test('nulls its own fields with one error a source record, and keeps all others right', async () => {
    const id = await idOf('ada@example.com')
    await gateway.run(customerPage, { id })
    erp.failWith = 'UNAVAILABLE'
    const result = await gateway.run(
      `{ customer(id: "${id}") { givenName customerNumber taxId number: customerNumber vipLevel } }`,
    )
    expect(plain(result.data)).toEqual({
      customer: { givenName: 'Ada', customerNumber: null, taxId: null, number: null, vipLevel: 'GOLD' },
    })
    expect(result.errors).toHaveLength(1)
    expect(result.errors?.[0]?.path).toEqual(['customer', 'customerNumber'])
    expect(result.errors?.[0]?.originalError).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
    expect(result.errors?.[0]?.extensions.paths).toEqual([
      ['customer', 'customerNumber'],
      ['customer', 'taxId'],
      ['customer', 'number'],
    ])
  })

  test('a failed list is null with an error, and the rest of the reply is there', async () => {
    crs.failWith = 'TIMEOUT'
    const result = await gateway.run('{ bookings { edges { node { id } } } order(number: "A3") { number } }')
    expect(plain(result.data)).toEqual({ bookings: null, order: { number: 'A3' } })
    expect(result.errors?.map((error) => error.path)).toEqual([['bookings']])
  })

  test('a link that could not be looked up is an error once, and is looked up again when the system is back', async () => {
    const id = await idOf('ben@example.com')
    erp.failWith = 'UNAVAILABLE'
    const down = await gateway.run(`{ customer(id: "${id}") { givenName customerNumber } }`)
    expect(plain(down.data)).toEqual({ customer: { givenName: 'Ben', customerNumber: null } })
    expect(down.errors).toHaveLength(1)
    erp.failWith = null
    const back = await gateway.run(`{ customer(id: "${id}") { customerNumber } }`)
    expect(plain(back)).toEqual({ data: { customer: { customerNumber: 'K2' } } })
  })
})

describe('identity on first sight', () => {
  test('an order of a customer that the CRM knows leads to the same id', async () => {
    const result = await gateway.run('{ order(number: "A1") { customer { id givenName } } }')
    expect(plain(result.data)).toEqual({
      order: { customer: { id: await idOf('ada@example.com'), givenName: 'Ada' } },
    })
  })

  test('a customer known to one system only exists, with nulls and no errors elsewhere', async () => {
    const result = await gateway.run('{ order(number: "A3") { customer { id givenName customerNumber } } }')
    expect(result.errors).toBeUndefined()
    expect(plain(result.data)).toMatchObject({
      order: { customer: { givenName: null, customerNumber: 'K9' } },
    })
    const again = await gateway.run(
      '{ customerByExternalId(system: ERP, id: "e9") { id } order(number: "A3") { customer { id } } }',
    )
    const { customerByExternalId, order } = again.data as Record<
      string,
      { id: string; customer: { id: string } }
    >
    expect(order?.customer.id).toBe(customerByExternalId?.id)
  })

  test('a profile that shares its e-mail with another, and whom the CRM does not know, is a customer of its own', async () => {
    const booking = await gateway.run(
      '{ booking(confirmationNumber: "2") { customer { id vipLevel givenName } } }',
    )
    expect(booking.errors).toBeUndefined()
    expect(plain(booking.data)).toMatchObject({
      booking: { customer: { vipLevel: 'SILVER', givenName: null } },
    })
  })
})

describe('bad input', () => {
  test.each([
    ['{ customers(first: 0) { edges { cursor } } }', 'first must be between 1 and 100.'],
    ['{ customers(first: 100000) { edges { cursor } } }', 'first must be between 1 and 100.'],
    ['{ customers(after: "nope") { edges { cursor } } }', 'after is not a cursor'],
    ['{ customer { id } }', 'give exactly one of id, email'],
    ['{ customer(id: "a", email: "a@example.com") { id } }', 'give exactly one of id, email'],
    ['{ customerByExternalId(system: DATABASE, id: "1") { id } }', 'DATABASE is not configured'],
    [
      '{ customers(filter: { email: "a@example.com", customerNumber: "1" }) { edges { cursor } } }',
      'one owner only, not by email (CRM) and customerNumber (ERP)',
    ],
    ['{ customer(id: "\\u0000") { id } }', 'id must be 1 to 512 characters'],
  ])('%s is refused before any call', async (query, message) => {
    const result = await gateway.run(query)
    expect(result.errors?.[0]?.message).toContain(message)
    expect(result.errors?.[0]?.originalError).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect([...crm.calls, ...crs.calls, ...erp.calls]).toEqual([])
  })

  test.each(['nope', '../admin', 'a?x=', "'; --", '00000000-0000-5000-8000-000000000000'])(
    'the unknown id %s is null and no error',
    async (id) => {
      const result = await gateway.run('query ($id: ID!) { customer(id: $id) { id } node(id: $id) { id } }', {
        id,
      })
      expect(plain(result)).toEqual({ data: { customer: null, node: null } })
    },
  )
})

test('an e-mail finds its customer in whatever case it is typed', async () => {
  const result = await gateway.run('{ customer(email: "ADA@Example.com") { givenName } }')
  expect(plain(result)).toEqual({ data: { customer: { givenName: 'Ada' } } })
})

describe('aliases and merged fields', () => {
  test('two aliases with different arguments each get their own page', async () => {
    const id = await idOf('ada@example.com')
    const result = await gateway.run(`{ customer(id: "${id}") {
      one: orders(first: 1) { edges { node { number } } pageInfo { hasNextPage } }
      all: orders { edges { node { number } } pageInfo { hasNextPage } }
    } }`)
    expect(plain(result.data)).toEqual({
      customer: {
        one: { edges: [{ node: { number: 'A1' } }], pageInfo: { hasNextPage: true } },
        all: {
          edges: ['A1', 'A2', 'A4'].map((number) => ({ node: { number } })),
          pageInfo: { hasNextPage: false },
        },
      },
    })
  })

  test('aliased lists of values may ask different things of the same reference', async () => {
    const result = await gateway.run(`{ order(number: "A1") {
      a: lines { item { sku } } b: lines { item { n: name } }
    } }`)
    expect(plain(result.data)).toEqual({
      order: {
        a: [{ item: { sku: 'S1' } }, { item: { sku: 'S2' } }],
        b: [{ item: { n: 'Soap' } }, { item: { n: 'Robe' } }],
      },
    })
  })

  test('two look-ups of one kind go out as one call', async () => {
    await gateway.run(
      '{ a: customer(email: "ada@example.com") { givenName } b: customer(email: "ben@example.com") { givenName } }',
    )
    expect(crm.calls).toEqual(['Customer by email ada@example.com,ben@example.com'])
  })

  test('a cursor of any edge resumes after it', async () => {
    const id = await idOf('ada@example.com')
    const page = await gateway.run(`{ customer(id: "${id}") { orders { edges { cursor } } } }`)
    const { orders } = page.data?.customer as { orders: { edges: { cursor: string }[] } }
    const next = await gateway.run(
      `query ($after: String) { customer(id: "${id}") { orders(after: $after) { edges { node { number } } } } }`,
      { after: orders.edges[0]?.cursor },
    )
    expect(plain(next.data)).toEqual({
      customer: { orders: { edges: [{ node: { number: 'A2' } }, { node: { number: 'A4' } }] } },
    })
  })

  test('node reaches every kind of entity with its own fragment', async () => {
    const id = await idOf('ada@example.com')
    const order = await gateway.run('{ order(number: "A1") { id } }')
    const result = await gateway.run(
      `query ($o: ID!) { node(id: "${id}") { __typename id ... on Customer { givenName } ... on Order { number } }
        o: node(id: $o) { __typename ... on Order { number } } }`,
      { o: (order.data?.order as { id: string }).id },
    )
    expect(plain(result.data)).toEqual({
      node: { __typename: 'Customer', id, givenName: 'Ada' },
      o: { __typename: 'Order', number: 'A1' },
    })
  })
})

test('a value that its enum does not have is null alone, with an error', async () => {
  const id = await idOf('cid@example.com')
  const result = await gateway.run(`{ customer(id: "${id}") { givenName lifecycleStage } }`)
  expect(plain(result.data)).toEqual({ customer: { givenName: 'Cid', lifecycleStage: null } })
  expect(result.errors?.map((error) => error.path)).toEqual([['customer', 'lifecycleStage']])
})
