import { createMemoryGateway, type MemoryGateway } from '../../support/memory-gateway.ts'
import { createMemorySystem, type MemoryKind } from '../../support/memory-datasource.ts'

const count = 50
const rows = (prefix: string, more: (n: number) => Record<string, unknown>) =>
  Array.from({ length: count }, (_, n) => ({ id: `${prefix}${n}`, email: `p${n}@example.com`, ...more(n) }))

const customers = (
  fields: readonly string[],
  kind: Partial<MemoryKind> & Pick<MemoryKind, 'rows'>,
): MemoryKind => ({
  entity: 'Customer',
  fields,
  keys: ['email', 'phone'],
  ...kind,
})

const crm = createMemorySystem('CRM', [
  customers(['givenName', 'email'], {
    rows: [
      ...rows('c', (n) => ({ givenName: `N${n}` })),
      { id: 'couple1', givenName: 'Ada', email: 'ada@example.com', phone: '+49301' },
      { id: 'couple2', givenName: 'Bob', email: 'bob@example.com', phone: '+49301' },
      { id: 'dup', givenName: 'Dora', email: 'dora@example.com' },
      { id: 'late', givenName: 'Lotte', email: 'late@example.com' },
      { id: 'leaving', givenName: 'Lea', email: 'lea@example.com' },
    ],
  }),
])
const erp = createMemorySystem('ERP', [
  customers(['customerNumber'], {
    max: 20,
    rows: [
      ...rows('e', (n) => ({ customerNumber: `K${n}` })),
      { id: 'eShared', customerNumber: 'SHARED', phone: '+49301' },
      { id: 'eOther', customerNumber: 'OTHER', email: 'other@example.com' },
      { id: 'eOther2', customerNumber: 'OTHER2', email: 'other2@example.com' },
      { id: 'eLate', customerNumber: 'LATE', email: 'late@example.com' },
      { id: 'eLea', customerNumber: 'LEA', email: 'lea@example.com' },
    ],
  }),
  {
    entity: 'Order',
    fields: ['number'],
    references: { customer: 'Customer' },
    parentsPerCall: 20,
    rows: Array.from({ length: count }, (_, n) => ({ id: `o${n}`, number: `A${n}`, customer: `e${n}` })),
  },
])
const crs = createMemorySystem('CRS', [
  customers(['vipLevel'], {
    rows: [
      { id: 'g1', vipLevel: 'GOLD', email: 'dora@example.com' },
      { id: 'g2', vipLevel: 'NONE', email: 'dora@example.com' },
      { id: 'gOther', vipLevel: 'OTHER', email: 'other@example.com' },
      { id: 'gOther2', vipLevel: 'OTHER2', email: 'other2@example.com' },
    ],
  }),
  {
    entity: 'Booking',
    fields: ['confirmationNumber'],
    keys: ['confirmationNumber'],
    references: { customer: 'Customer' },
    rows: [{ id: 'b1', confirmationNumber: '1', customer: 'g1' }],
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

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const data = async (query: string): Promise<unknown> => {
  const result = await gateway.run(query)
  expect(result.errors).toBeUndefined()
  return plain(result.data)
}
const reviews = '{ identityReviews { edges { node { system matchedBy candidates } } } }'

test('50 customers are matched, and then read, in the fewest calls', async () => {
  const list = `{ customers(first: 50) { edges { node { givenName customerNumber orders { edges { node { number } } } } } } }`
  const first = (await data(list)) as { customers: { edges: { node: Record<string, unknown> }[] } }
  expect(first.customers.edges).toHaveLength(50)
  expect(first.customers.edges[7]?.node).toEqual({
    givenName: 'N7',
    customerNumber: 'K7',
    orders: { edges: [{ node: { number: 'A7' } }] },
  })
  // The list, and the question back whether the e-mails are unique; the ERP's look-up brought its records along.
  expect(crm.calls.map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
    'Customer list',
    'Customer by',
  ])
  expect(erp.calls.filter((call) => call.startsWith('Customer by email'))).toHaveLength(3)
  expect(erp.calls.filter((call) => call.startsWith('Customer byId'))).toHaveLength(0)
  expect(erp.calls.filter((call) => call.startsWith('Order of customer'))).toHaveLength(3)

  for (const system of systems) system.calls.length = 0
  expect(await data(list)).toEqual(first)
  expect(crm.calls).toHaveLength(1)
  expect(erp.calls.filter((call) => call.startsWith('Customer byId'))).toHaveLength(3)
  expect(erp.calls).toHaveLength(6)
})

test('a phone that a couple shares links nothing, from either side, and is listed with its evidence', async () => {
  for (const email of ['ada@example.com', 'bob@example.com'])
    expect(
      await data(`{ customer(email: "${email}") { givenName customerNumber sources { system state } } }`),
    ).toMatchObject({
      customer: {
        customerNumber: null,
        sources: [{ state: 'LINKED' }, { system: 'ERP', state: 'AMBIGUOUS' }, {}, {}],
      },
    })
  expect(
    await data('{ customerByExternalId(system: ERP, id: "eShared") { givenName customerNumber } }'),
  ).toEqual({
    customerByExternalId: { givenName: null, customerNumber: 'SHARED' },
  })
  const listed = (await data(reviews)) as { identityReviews: { edges: { node: unknown }[] } }
  expect(listed.identityReviews.edges.map(({ node }) => node)).toEqual(
    expect.arrayContaining([
      { system: 'ERP', matchedBy: 'phone', candidates: ['eShared'] },
      { system: 'CRM', matchedBy: 'phone', candidates: ['couple1', 'couple2'] },
    ]),
  )
})

test('two profiles of one e-mail are one customer for nobody, whichever is met first', async () => {
  expect(await data('{ booking(confirmationNumber: "1") { customer { vipLevel givenName } } }')).toEqual({
    booking: { customer: { vipLevel: 'GOLD', givenName: null } },
  })
  expect(await data('{ customer(email: "dora@example.com") { givenName vipLevel } }')).toEqual({
    customer: { givenName: 'Dora', vipLevel: null },
  })
})

test('an explicit link wins over an ambiguous match', async () => {
  const found = (await data('{ customer(email: "dora@example.com") { id vipLevel } }')) as {
    customer: { id: string }
  }
  await gateway.crosswalk.linkExplicitly(
    'Customer',
    found.customer.id,
    { system: 'CRS', externalId: 'g1' },
    [],
  )
  expect(await data('{ customer(email: "dora@example.com") { vipLevel } }')).toEqual({
    customer: { vipLevel: 'GOLD' },
  })
})

test('a record that is gone ends its own link only; a customer without any is null', async () => {
  const found = (await data('{ customer(email: "lea@example.com") { id givenName customerNumber } }')) as {
    customer: { id: string }
  }
  const { id } = found.customer
  crm.remove('leaving')
  expect(await data(`{ customer(id: "${id}") { givenName customerNumber } }`)).toEqual({
    customer: { givenName: null, customerNumber: 'LEA' },
  })
  erp.remove('eLea')
  expect(await data(`{ customer(id: "${id}") { givenName customerNumber } }`)).toEqual({ customer: null })
})

test('the id given while the CRM was down still leads to the customer once it is matched', async () => {
  crm.failWith = 'UNAVAILABLE'
  const down = await gateway.run(
    '{ customerByExternalId(system: ERP, id: "eLate") { id customerNumber givenName } }',
  )
  expect(plain(down.data)).toMatchObject({
    customerByExternalId: { customerNumber: 'LATE', givenName: null },
  })
  expect(down.errors).toHaveLength(1)
  const { id } = (down.data as { customerByExternalId: { id: string } }).customerByExternalId
  crm.failWith = null
  expect(await data(`{ customer(id: "${id}") { customerNumber givenName } }`)).toEqual({
    customer: { customerNumber: 'LATE', givenName: 'Lotte' },
  })
  const byEmail = (await data('{ customer(email: "late@example.com") { id customerNumber } }')) as {
    customer: { id: string; customerNumber: string }
  }
  expect(byEmail.customer.customerNumber).toBe('LATE')
  expect(await data(`{ a: customer(id: "${id}") { id } }`)).toEqual({ a: { id: byEmail.customer.id } })
})

test.each([
  ['ERP', 'eOther', 'CRS', 'gOther'],
  ['CRS', 'gOther2', 'ERP', 'eOther2'],
])(
  'records that only the CRM does not know are one customer, met first at %s',
  async (first, a, second, b) => {
    const both = (await data(`{
    first: customerByExternalId(system: ${first}, id: "${a}") { id givenName customerNumber vipLevel }
  }`)) as { first: { id: string; customerNumber: string; vipLevel: string } }
    const then = (await data(
      `{ second: customerByExternalId(system: ${second}, id: "${b}") { id givenName } }`,
    )) as {
      second: { id: string }
    }
    expect(then.second.id).toBe(both.first.id)
    expect(both.first).toMatchObject({ givenName: null, customerNumber: both.first.vipLevel })
  },
)
