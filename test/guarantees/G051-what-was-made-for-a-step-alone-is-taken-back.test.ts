import { cast } from '../../sandbox/world/cast.ts'
import { createKey, mutate, settledReceipts, statusesOf } from '../support/mutate.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import type { BcRecord, ProfileRecord } from './raw-records.ts'

// G051: where a step needs a record at its system that is not there, it is made first; if the step is refused, it is taken
// back and the receipt says so; where it cannot be taken back, or not made at all, the receipts say that. Never an unspoken half.

let gateway: SandboxGateway
let key: string
let item: string
const customers: string[] = []
beforeAll(async () => {
  gateway = await startSandboxGateway()
  key = await createKey(gateway, ['SALES', 'FRONTDESK', 'DEVELOPER'])
  const { data } = await gateway.query<{ inventoryItems: { edges: [{ node: { id: string } }] } }>(
    '{ inventoryItems(first: 1) { edges { node { id } } } }',
  )
  item = data!.inventoryItems.edges[0].node.id
  for (let number = 1; number <= 5; number += 1) {
    const input = `{ givenName: "New", familyName: "Person ${number}", email: "new.${number}@example.com" }`
    const { payload } = await mutate(gateway, `createCustomer(input: ${input})`, {
      as: key,
      select: 'customer { id }',
    })
    customers.push((payload!.customer as { id: string }).id)
  }
})
afterAll(() => gateway.close())
afterEach(() => gateway.clearFaults())

const order = (customer: string) =>
  mutate(
    gateway,
    `createOrder(input: { customer: "${customer}", lines: [{ item: "${item}", quantity: "1" }] })`,
    {
      as: key,
      select: 'order { id customer { id } }',
    },
  )
const erpCustomers = async () => (await gateway.records<BcRecord>('businessCentral', 'customers')).length
const erpOrders = async () => (await gateway.records<BcRecord>('businessCentral', 'salesOrders')).length
const profiles = async () => (await gateway.records<ProfileRecord>('opera', 'profiles')).length

test('the customer of an order is made at the ERP first', async () => {
  const before = await erpCustomers()
  const { payload } = await order(customers[0]!)
  expect(statusesOf(payload?.receipts)).toEqual(['ERP create APPLIED', 'ERP create APPLIED'])
  expect(payload?.order).toMatchObject({ customer: { id: customers[0] } })
  expect(await erpCustomers()).toBe(before + 1)
})

test('and taken back when the order is refused', async () => {
  const before = [await erpCustomers(), await erpOrders()]
  await gateway.fault('businessCentral', { kind: 'status', value: 400, operation: 'createSalesOrder' })
  const { payload } = await order(customers[1]!)
  const receipts = await settledReceipts(gateway, payload!.writeId)
  expect(receipts.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
    'create Customer COMPENSATED',
    'create Order REJECTED',
    'undo create Customer APPLIED',
  ])
  expect([await erpCustomers(), await erpOrders()]).toEqual(before)
  await gateway.clearFaults()
  const again = await order(customers[1]!)
  expect(statusesOf(again.payload?.receipts)).toEqual(['ERP create APPLIED', 'ERP create APPLIED'])
})

test('what cannot be taken back stays, and its receipt says so', async () => {
  await gateway.resetRequests()
  const before = await erpCustomers()
  await gateway.fault('businessCentral', { kind: 'status', value: 400, operation: 'createSalesOrder' })
  await gateway.fault('businessCentral', { kind: 'status', value: 400, operation: 'deleteCustomer' })
  const { payload } = await order(customers[2]!)
  // Once: what is refused is not tried for ever.
  expect(statusesOf(await settledReceipts(gateway, payload!.writeId))).toEqual([
    'ERP create APPLIED',
    'ERP create REJECTED',
    'ERP undo REJECTED',
  ])
  expect(await erpCustomers()).toBe(before + 1)
  expect((await gateway.requests()).businessCentral.deleteCustomer).toBe(1)
})

test('an order whose customer cannot be made is not tried', async () => {
  const before = [await erpCustomers(), await erpOrders()]
  await gateway.resetRequests()
  await gateway.fault('businessCentral', { kind: 'status', value: 400, operation: 'createCustomer' })
  const { payload } = await order(customers[3]!)
  const receipts = await settledReceipts(gateway, payload!.writeId)
  expect(receipts.map(({ status, reason }) => `${status} ${reason?.code}`)).toEqual([
    expect.stringMatching(/^REJECTED /),
    'FAILED PRECEDING',
  ])
  expect((await gateway.requests()).businessCentral.createSalesOrder).toBeUndefined()
  expect([await erpCustomers(), await erpOrders()]).toEqual(before)
})

test("the guest's profile of a booking that the house refuses is taken back, too", async () => {
  const before = await profiles()
  await gateway.fault('opera', { kind: 'status', value: 400, operation: 'postReservation' })
  const stay =
    'property: "HWBER", arrival: "2027-02-01", departure: "2027-02-03", roomType: "DBL", ratePlan: "BAR", adults: 1'
  const { payload } = await mutate(
    gateway,
    `createBooking(input: { customer: "${customers[4]}", ${stay} })`,
    { as: key },
  )
  const receipts = await settledReceipts(gateway, payload!.writeId)
  expect(receipts.map(({ status }) => status)).toEqual(['COMPENSATED', 'REJECTED', 'APPLIED'])
  expect(await profiles()).toBe(before)
})

test('an order of somebody whom the ERP knows makes nobody', async () => {
  const { data } = await gateway.query<{ customer: { id: string } }>(
    'query ($email: EmailAddress!) { customer(email: $email) { id } }',
    { email: gateway.world.persons[cast.showcase - 1]!.email },
  )
  const { payload } = await order(data!.customer.id)
  expect(statusesOf(payload?.receipts)).toEqual(['ERP create APPLIED'])
})
