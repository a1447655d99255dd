import { nobody } from '../../support/nobody.ts'
import { berlin, createGuardedWorld, manager, type GuardedWorld } from './guarded-world.ts'

let world: GuardedWorld
beforeAll(async () => (world = await createGuardedWorld()))
afterAll(() => world.close())

const numbers = '{ edges { node { confirmationNumber } } pageInfo { hasNextPage } }'
const numbersOf = (connection: unknown) =>
  (connection as { edges: { node: { confirmationNumber: string } }[] }).edges.map(
    ({ node }) => node.confirmationNumber,
  )

test('a list is narrowed by its owner to what the rule leaves', async () => {
  const { data, errors, calls } = await world.ask(berlin, `{ bookings ${numbers} }`)
  expect(errors).toBeUndefined()
  expect(numbersOf(data?.bookings)).toEqual(['N1'])
  expect(calls).toEqual(['CRS Booking list property EQ BER'])
})

test('several values are one condition; a filter of the caller’s narrows further, and never widens', async () => {
  const two = { ...berlin, attributes: { properties: ['BER', 'HAM'] } }
  expect((await world.ask(two, `{ bookings ${numbers} }`)).calls).toEqual([
    'CRS Booking list property IN BER,HAM',
  ])
  expect((await world.ask(two, `{ bookings(filter: { property: "BER" }) ${numbers} }`)).calls).toEqual([
    'CRS Booking list property EQ BER',
  ])
  const other = await world.ask(two, `{ bookings(filter: { property: "MUC" }) ${numbers} }`)
  expect(other).toMatchObject({
    data: { bookings: { edges: [], pageInfo: { hasNextPage: false } } },
    calls: [],
  })
})

test('without the attribute no record is shown, with ALL every one', async () => {
  const none = { ...berlin, attributes: {} }
  expect(await world.ask(none, `{ bookings ${numbers} }`)).toMatchObject({
    data: { bookings: { edges: [] } },
    calls: [],
  })
  const all = await world.ask({ ...berlin, attributes: { properties: 'ALL' } }, `{ bookings ${numbers} }`)
  expect(numbersOf(all.data?.bookings)).toEqual(['N1', 'N2', 'N3'])
})

test('in a collection the others’ edges are left out, not emptied', async () => {
  const { data, errors } = await world.ask(
    berlin,
    `{ customer(email: "ada@example.com") { bookings ${numbers} } }`,
  )
  expect(errors).toBeUndefined()
  expect(numbersOf((data?.customer as { bookings: unknown }).bookings)).toEqual(['N1'])
})

test('a record that the rule does not leave is null after the record that says so', async () => {
  const query = 'query ($id: ID!) { booking(id: $id) { roomType customer { givenName } } }'
  const foreign = await world.ask(berlin, query, { id: world.ids.bensBooking })
  const unknown = await world.ask(berlin, query, { id: world.ids.nobody })
  expect(foreign).toMatchObject({
    data: { booking: null },
    errors: undefined,
    calls: ['CRS Booking byId b2'],
  })
  expect(unknown.calls).toHaveLength(1)
  const own = await world.ask(berlin, query, { id: world.ids.adasBooking })
  expect(own.data).toEqual({ booking: { roomType: 'DBL', customer: { givenName: 'Ada' } } })
})

test('a rule over a reference is decided by the record it leads to', async () => {
  const query = 'query ($id: ID!) { order(id: $id) { number customer { givenName } } }'
  const own = await world.ask(manager, query, { id: world.ids.adasOrder })
  const foreign = await world.ask(manager, query, { id: world.ids.bensOrder })
  const unknown = await world.ask(manager, query, { id: world.ids.nobody })
  expect(own.data).toEqual({ order: { number: 'A1', customer: { givenName: 'Ada' } } })
  expect([foreign.data, unknown.data]).toEqual([{ order: null }, { order: null }])
  const kinds = (calls: string[]) => calls.map((call) => call.replace(/\S+$/, ''))
  expect(kinds(foreign.calls)).toEqual(['CRM Customer byId ', 'ERP Order byId '])
  expect(kinds(unknown.calls)).toEqual(kinds(foreign.calls))
})

test('a list that no owner can narrow is refused, and says why', async () => {
  const { codes, errors, calls } = await world.ask(manager, '{ orders { edges { cursor } } }')
  expect({ codes, calls }).toEqual({ codes: ['FORBIDDEN'], calls: [] })
  expect(errors?.[0]?.message).toMatch(/Query.orders cannot be listed.*customer.accountManager of accounts/)
})

test('an account manager lists and finds their own customers, by fields that they may read of those', async () => {
  const own = await world.ask(
    manager,
    '{ customers(filter: { email: "ada@example.com" }) { edges { node { givenName } } } }',
  )
  expect(own.data).toEqual({ customers: { edges: [{ node: { givenName: 'Ada' } }] } })
  const foreign = await world.ask(
    manager,
    '{ customer(email: "ben@example.com") { givenName orders { edges { cursor } } } }',
  )
  expect(foreign).toMatchObject({ data: { customer: null }, errors: undefined })
  expect(foreign.calls).toEqual(['CRM Customer by email ben@example.com'])
})

test('two roles with two rules show what either leaves, and cannot be listed', async () => {
  const both = {
    ...nobody,
    roles: ['FRONTDESK'],
    attributes: { properties: ['MUC'] },
    customer: { system: 'CRM', externalId: 'c1' },
  }
  const query = 'query ($id: ID!) { booking(id: $id) { confirmationNumber } }'
  for (const [id, number] of [
    [world.ids.adasBooking, 'N1'],
    [world.ids.bensBooking, 'N2'],
  ] as const)
    expect((await world.ask(both, query, { id })).data).toEqual({ booking: { confirmationNumber: number } })
  expect((await world.ask(both, '{ bookings { edges { cursor } } }')).codes).toEqual(['FORBIDDEN'])
})
