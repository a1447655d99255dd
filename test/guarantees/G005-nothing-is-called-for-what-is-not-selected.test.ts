import { cast } from '../../sandbox/world/cast.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { wholeCustomerByEmail, wholeCustomerById } from './customer-page.ts'

// G005: no system is called for a record of which no field is selected.

let gateway: SandboxGateway
let id: string
beforeAll(async () => {
  gateway = await startSandboxGateway()
  const { email } = gateway.world.persons[cast.showcase - 1]!
  const { data } = await gateway.query<{ customer: { id: string } }>(wholeCustomerByEmail, { email })
  id = data!.customer.id
  await gateway.query(wholeCustomerById, { id })
})
afterAll(() => gateway.close())

const customer = (selection: string, more = '') =>
  `query ($id: ID!, $yes: Boolean = true, $no: Boolean = false) { customer(id: $id) { ${selection} } unused: systems { name @include(if: $yes) @skip(if: $no) } } ${more}`

test.each<[claim: string, document: string, calls: string[]]>([
  ['the id alone', customer('id'), []],
  ['__typename alone', customer('__typename'), []],
  ['sources: what is known is told, nothing is asked', customer('sources { system state }'), []],
  ['a node by id', 'query ($id: ID!) { node(id: $id) { __typename id } }', []],
  ['a field that is skipped', customer('id vipLevel @skip(if: true)'), []],
  ['a field that is skipped by a variable', customer('id vipLevel @skip(if: $yes)'), []],
  ['a field that is not included by a variable', customer('id givenName @include(if: $no)'), []],
  [
    'a skipped edge with all below it',
    customer('id orders @skip(if: $yes) { edges { node { lines { item { name } } } } }'),
    [],
  ],
  [
    'a fragment that is not included',
    customer('id ...F @include(if: $no)', 'fragment F on Customer { vipLevel }'),
    [],
  ],
  ['a fragment on another type', 'query ($id: ID!) { node(id: $id) { id ... on Order { number } } }', []],
  ['one field of the CRM', customer('givenName'), ['CRM batchReadContacts']],
  [
    'one field under many aliases',
    customer('a: vipLevel b: vipLevel ... on Customer { c: vipLevel }'),
    ['CRS getProfilesByIds'],
  ],
  [
    'included by a variable, beside one that is not',
    customer('vipLevel @include(if: $no) loyaltyPoints @include(if: $yes)'),
    ['DATABASE Customer by id'],
  ],
  [
    'order lines without their items',
    customer('orders { edges { node { lines { sku quantity } } } }'),
    ['ERP listSalesOrders'],
  ],
  [
    'items by name, without their stock',
    customer('orders { edges { node { lines { item { name } } } } }'),
    ['ERP listItems', 'ERP listSalesOrders'],
  ],
  [
    'items’ ids, which the lines have',
    customer('orders { edges { node { lines { item { id } } } } }'),
    ['ERP listSalesOrders'],
  ],
  ['pageInfo of an edge', customer('orders { pageInfo { hasNextPage } }'), ['ERP listSalesOrders']],
  [
    'a booking’s customer by id',
    customer('bookings { edges { node { customer { id } } } }'),
    ['CRS getReservations'],
  ],
])('%s', async (_claim, document, calls) => {
  await gateway.resetRequests()
  const { data, errors } = await gateway.query(document, { id })
  expect(errors).toBeUndefined()
  expect(data).toBeTruthy()
  expect(
    gateway
      .calls()
      .map(({ system, operation }) => `${system} ${operation}`)
      .sort(),
  ).toEqual(calls)
})

test('the systems themselves, introspection and the API’s own fields ask nobody', async () => {
  await gateway.resetRequests()
  await gateway.query(
    '{ systems { name vendor owner contact } identityReviews { pageInfo { hasNextPage } } __typename }',
  )
  expect(gateway.calls()).toEqual([])
})
