import { cast } from '../../sandbox/world/cast.ts'
import type { SandboxVendor } from '../../sandbox/start-sandbox.ts'
import { createKey, mutate, settledReceipts } from '../support/mutate.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import type { BcRecord, Contact } from './raw-records.ts'

// G047: a system that applies a write and drops its answer has applied it once: what was lost is looked up, never sent
// again on a guess, and the receipt says APPLIED. What nobody can look up is NEEDS_REVIEW.

let gateway: SandboxGateway
let key: string
const ids: Record<string, string> = {}
beforeAll(async () => {
  gateway = await startSandboxGateway()
  key = await createKey(gateway, ['SALES', 'FINANCE', 'SUPPORT', 'FRONTDESK', 'OPERATOR', 'DEVELOPER'])
  const { email } = gateway.world.persons[cast.showcase - 1]!
  const { data } = await gateway.query<{ customer: { id: string; orders: Edges }; inventoryItems: Edges }>(
    `query ($email: EmailAddress!) {
      customer(email: $email) { id orders(first: 1) { edges { node { id } } } }
      inventoryItems(first: 1) { edges { node { id } } }
    }`,
    { email },
  )
  ids.customer = data!.customer.id
  ids.order = data!.customer.orders.edges[0].node.id
  ids.item = data!.inventoryItems.edges[0].node.id
  const spare = await mutate(
    gateway,
    'createCustomer(input: { familyName: "Spare", email: "spare@example.com" })',
    {
      as: key,
      select: 'customer { id }',
    },
  )
  ids.spare = (spare.payload!.customer as { id: string }).id
})
afterAll(() => gateway.close())

const stay = 'arrival: "2027-02-01", departure: "2027-02-03", roomType: "DBL", ratePlan: "BAR", adults: 2'
const booking = () => `createBooking(input: { customer: "${ids.customer}", property: "HWBER", ${stay} })`
const line = () => `{ item: "${ids.item}", quantity: "3" }`

interface Edges {
  edges: [{ node: { id: string } }]
}

type Case = [
  vendor: SandboxVendor,
  operation: string,
  field: () => string,
  /** How many records of a type there are more by one effect. */
  made: [type: string, more: number] | null,
  keep?: [name: string, select: string],
]

const cases: Case[] = [
  [
    'hubspot',
    'createContact',
    () => 'createCustomer(input: { familyName: "Lost", email: "lost@example.com" })',
    ['contacts', 1],
  ],
  [
    'hubspot',
    'updateContact',
    () => `updateCustomer(id: "${ids.customer}", input: { company: "Lost AG" })`,
    null,
  ],
  [
    'hubspot',
    'mergeContacts',
    () => `mergeCustomers(id: "${ids.customer}", duplicate: "${ids.spare}", confirm: true)`,
    null,
  ],
  [
    'businessCentral',
    'updateCustomer',
    () =>
      `updateCustomer(id: "${ids.customer}", input: { creditLimit: { amount: "123.00", currency: "EUR" } })`,
    null,
  ],
  [
    'businessCentral',
    'createSalesOrder',
    () => `createOrder(input: { customer: "${ids.customer}", lines: [${line()}] })`,
    ['salesOrders', 1],
    ['made', 'order { id }'],
  ],
  [
    'businessCentral',
    'updateSalesOrder',
    () => `updateOrder(id: "${ids.made}", input: { externalReference: "SHOP-7" })`,
    null,
  ],
  ['businessCentral', 'deleteSalesOrder', () => `cancelOrder(id: "${ids.made}")`, ['salesOrders', -1]],
  [
    'businessCentral',
    'updateItem',
    () => `updateInventoryItem(id: "${ids.item}", input: { name: "Lost lamp" })`,
    null,
  ],
  [
    'businessCentral',
    'createStockAdjustment',
    () => `adjustInventory(id: "${ids.item}", by: "5")`,
    ['stockAdjustments', 1],
  ],
  ['opera', 'putProfile', () => `updateCustomer(id: "${ids.customer}", input: { vipLevel: "2" })`, null],
  ['opera', 'postReservation', booking, ['reservations', 1], ['booking', 'booking { id }']],
  [
    'opera',
    'putReservation',
    () => `modifyBooking(id: "${ids.booking}", input: { departure: "2027-02-04" })`,
    null,
  ],
  ['opera', 'postCancelReservation', () => `cancelBooking(id: "${ids.booking}")`, null],
]

test.each(cases)('%s %s', async (vendor, operation, field, made, ...[keep]) => {
  const count = async () => (made ? (await gateway.records(vendor, made[0])).length : 0)
  const before = await count()
  await gateway.resetRequests()
  await gateway.fault(vendor, { kind: 'dropAfterApply', operation, count: 1 })
  const { payload, errors } = await mutate(gateway, field(), { as: key, select: keep?.[1] ?? '' })
  expect(errors).toBeUndefined()
  const receipts = await settledReceipts(gateway, payload!.writeId)
  expect(receipts[0]).toMatchObject({ status: 'APPLIED', attempts: expect.any(Number) })
  expect((await count()) - before).toBe(made?.[1] ?? 0)
  // The write itself was sent once, whatever was looked up after it.
  expect((await gateway.requests())[vendor][operation]).toBe(1)
  if (keep) ids[keep[0]] = (payload![keep[1].split(' ')[0]!] as { id: string }).id
  await gateway.clearFaults()
})

test('what cannot be looked up needs review, and is not sent again', async () => {
  await gateway.fault('hubspot', { kind: 'dropAfterApply', operation: 'createContact', count: 1 })
  const { payload } = await mutate(
    gateway,
    'createCustomer(input: { familyName: "Nobody Knows", phone: "+4930231250777" })',
    { as: key },
  )
  const [receipt] = await settledReceipts(gateway, payload!.writeId)
  expect(receipt).toMatchObject({ status: 'NEEDS_REVIEW', attempts: 1 })
  const contacts = await gateway.records<Contact>('hubspot', 'contacts')
  expect(contacts.filter(({ properties }) => properties.lastname === 'Nobody Knows')).toHaveLength(1)
})

test('the state is what was asked for, once', async () => {
  const customers = await gateway.records<BcRecord>('businessCentral', 'customers')
  expect(customers.find(({ number }) => number === 'C10010')?.creditLimit).toBe(123)
  const contacts = await gateway.records<Contact>('hubspot', 'contacts')
  expect(contacts.filter(({ properties }) => properties.email === 'lost@example.com')).toHaveLength(1)
})
