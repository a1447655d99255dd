import { nobody } from '../../support/nobody.ts'
import { createGuardedWorld, support, type GuardedWorld } from './guarded-world.ts'

let world: GuardedWorld
beforeAll(async () => (world = await createGuardedWorld()))
afterAll(() => world.close())

const finance = { ...nobody, roles: ['FINANCE'] }

test('a denied field is null with FORBIDDEN at its first place, and its record is not loaded', async () => {
  const { data, errors, codes, calls } = await world.ask(
    support,
    `query ($id: ID!) { a: customer(id: $id) { givenName creditLimit { amount } paymentTerms } b: customer(id: $id) { limit: creditLimit { amount } } }`,
    { id: world.ids.ada },
  )
  expect(data).toEqual({ a: { givenName: 'Ada', creditLimit: null, paymentTerms: null }, b: { limit: null } })
  expect(codes).toEqual(['FORBIDDEN', 'FORBIDDEN'])
  expect(errors?.map(({ path, extensions }) => [path, extensions.paths])).toEqual([
    [
      ['a', 'creditLimit'],
      [
        ['a', 'creditLimit'],
        ['b', 'limit'],
      ],
    ],
    [['a', 'paymentTerms'], [['a', 'paymentTerms']]],
  ])
  expect(calls).toEqual(['CRM Customer byId c1'])
  expect(world.denials.slice(-2).map(({ kind, coordinate }) => [kind, coordinate])).toEqual([
    ['field', 'Customer.creditLimit'],
    ['field', 'Customer.paymentTerms'],
  ])
})

test.each([
  ['a fragment on Node', '{ ... on Node { ... on Customer { taxId } } }'],
  ['an alias', '{ name: creditLimit { amount } }'],
  ['a named fragment', '{ ...f }'],
])('%s is no way around', async (_way, selection) => {
  const fragment = selection.includes('...f')
    ? 'fragment f on Customer { ... on Customer { creditLimit { amount } } }'
    : ''
  const { codes, calls } = await world.ask(
    { ...nobody, roles: ['FRONTDESK'], attributes: { properties: 'ALL' } },
    `query ($id: ID!) { node(id: $id) { ... on Customer ${selection} } } ${fragment}`,
    { id: world.ids.ada },
  )
  expect(codes).toEqual(['FORBIDDEN'])
  expect(calls).toEqual([])
})

test('what the caller sees nothing of is denied where it is asked for, whether it exists or not', async () => {
  for (const number of ['N1', 'N9']) {
    const { data, codes, calls } = await world.ask(
      finance,
      `{ booking(confirmationNumber: "${number}") { roomType } }`,
    )
    expect({ data, codes, calls }).toEqual({ data: { booking: null }, codes: ['FORBIDDEN'], calls: [] })
  }
  const { data, codes } = await world.ask(
    finance,
    'query ($id: ID!) { customer(id: $id) { customerNumber bookings { edges { node { roomType } } } } }',
    { id: world.ids.ada },
  )
  expect({ data, codes }).toEqual({
    data: { customer: { customerNumber: 'K1', bookings: null } },
    codes: ['FORBIDDEN'],
  })
})

test.each([
  ['filter', '{ customers(filter: { lifecycleStage: [LEAD] }) { edges { cursor } } }'],
  ['sort', '{ customers(orderBy: { field: EMAIL }) { edges { cursor } } }'],
  ['look up', '{ customers: customer(email: "ada@example.com") { id } }'],
])('nobody can %s by what they may not read, or see a part of', async (_how, query) => {
  expect(await world.ask(finance, query)).toMatchObject({
    data: { customers: null },
    codes: ['FORBIDDEN'],
    calls: [],
  })
})

test('a masked value is shown in part, and null stays null', async () => {
  const query = 'query ($id: ID!) { customer(id: $id) { email phone taxId } }'
  expect((await world.ask(finance, query, { id: world.ids.ada })).data).toEqual({
    customer: { email: 'a•••@example.com', phone: '+49•••78', taxId: 'DE123456789' },
  })
  expect((await world.ask(finance, query, { id: world.ids.ben })).data).toMatchObject({
    customer: { phone: null, taxId: null },
  })
  expect((await world.ask(support, '{ customer(email: "ada@example.com") { email taxId } }')).data).toEqual({
    customer: { email: 'ada@example.com', taxId: 'DE•••89' },
  })
})

test('two callers at once get their own, although they share the records', async () => {
  const query = 'query ($id: ID!) { customer(id: $id) { email } }'
  const variables = { id: world.ids.ada }
  const replies = await Promise.all([
    world.ask(finance, query, variables),
    world.ask(support, query, variables),
    world.ask(nobody, query, variables),
  ])
  expect(replies.map(({ data }) => data)).toEqual([
    { customer: { email: 'a•••@example.com' } },
    { customer: { email: 'ada@example.com' } },
    { customer: null },
  ])
})
