import { cast } from '../../sandbox/world/cast.ts'
import { createKey, mutate, writeCallsOf } from '../support/mutate.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

// G046: everything about a mutation is validated and every input field of it permitted before anything is changed at any
// system: what is refused has no payload, no write and no call that changes something.

interface Edges {
  edges: [{ node: { id: string } }]
}

let gateway: SandboxGateway
let everyone: string
const ids = { me: '', other: '', item: '', order: '', booking: '' }
beforeAll(async () => {
  gateway = await startSandboxGateway()
  everyone = await createKey(gateway, ['SALES', 'FINANCE', 'SUPPORT', 'FRONTDESK', 'OPERATOR', 'DEVELOPER'])
  const [me, other] = [gateway.world.persons[cast.showcase - 1]!, gateway.world.persons[cast.frequent - 1]!]
  const { data } = await gateway.query<
    Record<'me' | 'other' | 'inventoryItems', Edges & { id: string; orders: Edges; bookings: Edges }>
  >(
    `query ($me: EmailAddress!, $other: EmailAddress!) {
      me: customer(email: $me) { id orders(first: 1) { edges { node { id } } } }
      other: customer(email: $other) { id bookings(first: 1) { edges { node { id } } } }
      inventoryItems(first: 1) { edges { node { id } } }
    }`,
    { me: me.email, other: other.email },
  )
  ids.me = data!.me.id
  ids.other = data!.other.id
  ids.item = data!.inventoryItems.edges[0].node.id
  ids.order = data!.me.orders.edges[0].node.id
  ids.booking = data!.other.bookings.edges[0].node.id
})
afterAll(() => gateway.close())

const stay = 'roomType: "DBL", ratePlan: "BAR", adults: 2'
const nights = 'arrival: "2027-03-01", departure: "2027-03-04"'
const missing = '00000000-0000-4000-8000-000000000000'
const booking = (more: string) => `createBooking(input: { ${more} })`
const update = (input: string) => () => `updateCustomer(id: "${ids.me}", input: { ${input} })`
const order = (lines: string, more = '') =>
  `createOrder(input: { customer: "${ids.me}", lines: [${lines}]${more} })`

type Case = [what: string, code: string, field: () => string, as?: string]

const invalid: Case[] = [
  ['nothing to set', 'BAD_USER_INPUT', update('')],
  ['an id of nobody', 'NOT_FOUND', () => `updateCustomer(id: "${missing}", input: { company: "A" })`],
  ['an id that is none', 'NOT_FOUND', () => `updateCustomer(id: "no-id", input: { company: "A" })`],
  [
    'an id of something else',
    'NOT_FOUND',
    () => `updateCustomer(id: "${ids.item}", input: { company: "A" })`,
  ],
  [
    'a limit below 0',
    'BAD_USER_INPUT',
    update('company: "A", creditLimit: { amount: "-1", currency: "EUR" }'),
  ],
  [
    'a limit in another currency',
    'BAD_USER_INPUT',
    update('company: "A", creditLimit: { amount: "9", currency: "USD" }'),
  ],
  [
    'a version of what is not changed',
    'BAD_USER_INPUT',
    () =>
      `updateCustomer(id: "${ids.me}", input: { company: "A" }, ifVersion: [{ system: ERP, version: "1" }])`,
  ],
  [
    'a system twice in ifVersion',
    'BAD_USER_INPUT',
    () =>
      `updateCustomer(id: "${ids.me}", input: { company: "A" }, ifVersion: [{ system: CRM, version: "1" }, { system: CRM, version: "2" }])`,
  ],
  [
    'a customer whose row no mutation makes',
    'BAD_USER_INPUT',
    () => `createCustomer(input: { familyName: "A", email: "a.b@example.com", loyaltyPoints: 3 })`,
  ],
  [
    'a customer who is there',
    'CONFLICT',
    () =>
      `createCustomer(input: { familyName: "A", email: "${gateway.world.persons[cast.showcase - 1]!.email}" })`,
  ],
  [
    'a departure before the arrival',
    'BAD_USER_INPUT',
    () =>
      booking(
        `customer: "${ids.me}", property: "HWBER", arrival: "2027-03-04", departure: "2027-03-01", ${stay}`,
      ),
  ],
  [
    'a stay of no night',
    'BAD_USER_INPUT',
    () =>
      booking(
        `customer: "${ids.me}", property: "HWBER", arrival: "2027-03-04", departure: "2027-03-04", ${stay}`,
      ),
  ],
  [
    'no adult',
    'BAD_USER_INPUT',
    () =>
      booking(
        `customer: "${ids.me}", property: "HWBER", ${nights}, roomType: "DBL", ratePlan: "BAR", adults: 0`,
      ),
  ],
  [
    'no room type',
    'BAD_USER_INPUT',
    () => booking(`customer: "${ids.me}", property: "HWBER", ${nights}, ratePlan: "BAR", adults: 1`),
  ],
  [
    'a house that is none',
    'BAD_USER_INPUT',
    () => booking(`customer: "${ids.me}", property: "NOWHERE", ${nights}, ${stay}`),
  ],
  [
    'a guest who is nobody',
    'NOT_FOUND',
    () => booking(`customer: "${missing}", property: "HWBER", ${nights}, ${stay}`),
  ],
  [
    'a guest who is an item',
    'NOT_FOUND',
    () => booking(`customer: "${ids.item}", property: "HWBER", ${nights}, ${stay}`),
  ],
  [
    'a departure before the arrival that the booking has',
    'BAD_USER_INPUT',
    () => `modifyBooking(id: "${ids.booking}", input: { departure: "2001-01-01" })`,
  ],
  ['an order of nothing', 'BAD_USER_INPUT', () => order('')],
  ['a quantity of 0', 'BAD_USER_INPUT', () => order(`{ item: "${ids.item}", quantity: "0" }`)],
  [
    'a quantity below 0 in the second line',
    'BAD_USER_INPUT',
    () => order(`{ item: "${ids.item}", quantity: "1" }, { item: "${ids.item}", quantity: "-1" }`),
  ],
  ['an item that is none', 'NOT_FOUND', () => order(`{ item: "${missing}", quantity: "1" }`)],
  [
    'a price below 0',
    'BAD_USER_INPUT',
    () => order(`{ item: "${ids.item}", quantity: "1", unitPrice: { amount: "-1", currency: "EUR" } }`),
  ],
  [
    'prices in two currencies',
    'BAD_USER_INPUT',
    () =>
      order(
        `{ item: "${ids.item}", quantity: "1", unitPrice: { amount: "1", currency: "USD" } }`,
        ', currency: "EUR"',
      ),
  ],
  ['an adjustment by 0', 'BAD_USER_INPUT', () => `adjustInventory(id: "${ids.item}", by: "0.00")`],
  ['what the vendor does not have', 'BAD_USER_INPUT', () => `releaseOrder(id: "${ids.order}")`],
  [
    'a merge that was not confirmed',
    'BAD_USER_INPUT',
    () => `mergeCustomers(id: "${ids.me}", duplicate: "${ids.other}")`,
  ],
  [
    'a merge with oneself',
    'BAD_USER_INPUT',
    () => `mergeCustomers(id: "${ids.me}", duplicate: "${ids.me}", confirm: true)`,
  ],
  [
    'a merge with nobody',
    'NOT_FOUND',
    () => `mergeCustomers(id: "${ids.me}", duplicate: "${missing}", confirm: true)`,
  ],
  [
    'a key with a space',
    'BAD_USER_INPUT',
    () => `updateCustomer(id: "${ids.me}", input: { company: "A" }, idempotencyKey: "a b")`,
  ],
]

const forbidden: Case[] = [
  [
    'one field of two that may not be set',
    'FORBIDDEN',
    update('givenName: "A", email: "x@example.com"'),
    'support',
  ],
  ['a field that may be seen and not set', 'FORBIDDEN', update('company: "A"'), 'developer'],
  [
    'a field of another system',
    'FORBIDDEN',
    update('givenName: "A", creditLimit: { amount: "1", currency: "EUR" }'),
    'sales',
  ],
  [
    "another account manager's customer",
    'NOT_FOUND',
    () => `updateCustomer(id: "${ids.other}", input: { company: "A" })`,
    'account-manager',
  ],
  [
    "another account manager's duplicate",
    'NOT_FOUND',
    () => `mergeCustomers(id: "${ids.me}", duplicate: "${ids.other}", confirm: true)`,
    'account-manager',
  ],
  [
    'a booking of another house',
    'FORBIDDEN',
    () => booking(`customer: "${ids.me}", property: "HWMUC", ${nights}, ${stay}`),
    'frontdesk-berlin',
  ],
  ["another guest's booking", 'NOT_FOUND', () => `cancelBooking(id: "${ids.booking}")`, 'guest'],
  [
    'a booking for somebody else',
    'NOT_FOUND',
    () => booking(`customer: "${ids.other}", property: "HWBER", ${nights}`),
    'guest',
  ],
  ['an action without the role', 'FORBIDDEN', () => `adjustInventory(id: "${ids.item}", by: "1")`, 'sales'],
  ['an order by a website', 'FORBIDDEN', () => order(`{ item: "${ids.item}", quantity: "1" }`), 'website'],
]

test.each([...invalid, ...forbidden])('%s', async (_, code, field, as = everyone) => {
  await gateway.resetRequests()
  const { payload, errors } = await mutate(gateway, field(), { as })
  expect({ payload, code: errors?.[0]?.extensions.code }).toEqual({ payload: null, code })
  expect(errors![0]!.message).toMatch(/\.$/)
  expect(writeCallsOf(gateway)).toEqual([])
})

test.each([
  [
    'an e-mail address that is none',
    () => `updateCustomer(id: "${ids.me}", input: { company: "A", email: "nobody" })`,
  ],
  [
    'a day that is none',
    () =>
      booking(
        `customer: "${ids.me}", property: "HWBER", arrival: "2027-02-30", departure: "2027-03-04", ${stay}`,
      ),
  ],
  [
    'a status that the gateway alone reports',
    () => `updateCustomer(id: "${ids.me}", input: { lifecycleStage: UNKNOWN })`,
  ],
  ['a number that is none', () => `adjustInventory(id: "${ids.item}", by: "many")`],
  [
    'a field that nothing sets',
    () => `updateCustomer(id: "${ids.me}", input: { balanceDue: { amount: "1", currency: "EUR" } })`,
  ],
])('%s is no valid request', async (_, field) => {
  await gateway.resetRequests()
  const { status, payload } = await mutate(gateway, field(), { as: everyone })
  expect({ status, payload }).toEqual({ status: 400, payload: null })
  expect(writeCallsOf(gateway)).toEqual([])
})

test('the vendor says why it does not do something, in the message', async () => {
  const { errors } = await mutate(gateway, `releaseOrder(id: "${ids.order}")`, { as: everyone })
  expect(errors?.[0]?.message).toContain(
    'Business Central API v2.0 has no action that releases a sales order',
  )
})

test('nothing of all that was recorded', async () => {
  const { data } = await gateway.query<{ writes: { edges: unknown[] } }>(
    '{ writes(first: 5) { edges { cursor } } }',
  )
  expect(data!.writes.edges).toEqual([])
})
