import { cast } from '../../sandbox/world/cast.ts'
import { createKey, mutate, statusesOf, writeCallsOf } from '../support/mutate.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import type { BcRecord, Contact } from './raw-records.ts'

// G045: one mutation over several systems is one call and one receipt a system; what the input leaves out stays as it is
// at the vendor, null clears; an action is one operation of its owner.

let gateway: SandboxGateway
let key: string
let id: string
beforeAll(async () => {
  gateway = await startSandboxGateway()
  key = await createKey(gateway, ['SALES', 'FINANCE', 'SUPPORT', 'FRONTDESK', 'OPERATOR', 'DEVELOPER'])
  const { email } = gateway.world.persons[cast.showcase - 1]!
  const { data } = await gateway.query<{ customer: { id: string } }>(
    'query ($email: EmailAddress!) { customer(email: $email) { id } }',
    { email },
  )
  id = data!.customer.id
})
afterAll(() => gateway.close())

const contact = async () =>
  (await gateway.records<Contact>('hubspot', 'contacts')).find((one) => one.id === '401001')!
const erpCustomer = async () =>
  (await gateway.records<BcRecord>('businessCentral', 'customers')).find(({ number }) => number === 'C10010')!

test('updateCustomer over CRM, ERP and DATABASE is one call and one receipt a system', async () => {
  await gateway.resetRequests()
  const input = `{ company: "Winterfeld KG", creditLimit: { amount: "7500.00", currency: EUR }, segment: "PLATINUM", loyaltyPoints: 77 }`
  const { payload, errors } = await mutate(
    gateway,
    `updateCustomer(id: "${id}", input: ${input.replace('EUR', '"EUR"')})`,
    {
      as: key,
      select: 'customer { company creditLimit { amount currency } segment loyaltyPoints }',
    },
  )
  expect(errors).toBeUndefined()
  expect(statusesOf(payload?.receipts).sort()).toEqual([
    'CRM update APPLIED',
    'DATABASE update APPLIED',
    'ERP update APPLIED',
  ])
  expect(payload?.receipts.map(({ fields }) => fields.toSorted())).toEqual(
    expect.arrayContaining([['company'], ['creditLimit'], ['loyaltyPoints', 'segment']]),
  )
  expect(writeCallsOf(gateway).sort()).toEqual([
    'CRM updateContact',
    'DATABASE update Customer',
    'ERP updateCustomer',
  ])
  expect(payload?.customer).toEqual({
    company: 'Winterfeld KG',
    creditLimit: { amount: '7500.00', currency: 'EUR' },
    segment: 'PLATINUM',
    loyaltyPoints: 77,
  })
  expect((await contact()).properties.company).toBe('Winterfeld KG')
  expect((await erpCustomer()).creditLimit).toBe(7500)
})

test('what is left out stays as it is at the vendor, and null clears', async () => {
  const before = await contact()
  const { payload } = await mutate(gateway, `updateCustomer(id: "${id}", input: { company: null })`, {
    as: key,
  })
  expect(statusesOf(payload?.receipts)).toEqual(['CRM update APPLIED'])
  const { company, ...rest } = before.properties
  expect(company).toBe('Winterfeld KG')
  expect((await contact()).properties).toEqual(rest)
})

test('a member that is left out of an address stays as it is, too', async () => {
  const { address, ...before } = (await contact()).properties
  expect(address).toBeDefined()
  await mutate(gateway, `updateCustomer(id: "${id}", input: { address: { street: "Am Ufer 1" } })`, {
    as: key,
  })
  expect((await contact()).properties).toEqual({ ...before, address: 'Am Ufer 1' })
})

test('an action is one operation of its owner', async () => {
  const { data } = await gateway.query<{
    inventoryItems: { edges: [{ node: { id: string; onHand: string } }] }
  }>('{ inventoryItems(first: 1) { edges { node { id onHand } } } }')
  const { id: item, onHand } = data!.inventoryItems.edges[0].node
  await gateway.resetRequests()
  const { payload } = await mutate(gateway, `adjustInventory(id: "${item}", by: "-2", reason: "broken")`, {
    as: key,
    select: 'inventoryItem { onHand }',
  })
  expect(statusesOf(payload?.receipts)).toEqual(['ERP adjust APPLIED'])
  expect(writeCallsOf(gateway)).toEqual(['ERP createStockAdjustment'])
  expect(Number((payload?.inventoryItem as { onHand: string }).onHand)).toBe(Number(onHand) - 2)
})

test('a booking is made and cancelled by one operation each, and its status is set by nobody', async () => {
  const stay = 'arrival: "2027-02-01", departure: "2027-02-03", roomType: "DBL", ratePlan: "BAR", adults: 2'
  await gateway.resetRequests()
  const made = await mutate(
    gateway,
    `createBooking(input: { customer: "${id}", property: "HWBER", ${stay} })`,
    {
      as: key,
      select: 'booking { id status arrival }',
    },
  )
  expect(statusesOf(made.payload?.receipts)).toEqual(['CRS create APPLIED'])
  expect(writeCallsOf(gateway)).toEqual(['CRS postReservation'])
  const booking = made.payload?.booking as { id: string }
  await gateway.resetRequests()
  const cancelled = await mutate(gateway, `cancelBooking(id: "${booking.id}", reason: "ill")`, {
    as: key,
    select: 'booking { status }',
  })
  expect(writeCallsOf(gateway)).toEqual(['CRS postCancelReservation'])
  expect(cancelled.payload?.booking).toEqual({ status: 'CANCELLED' })
  const { status } = await mutate(
    gateway,
    `modifyBooking(id: "${booking.id}", input: { status: CANCELLED })`,
    {
      as: key,
    },
  )
  expect(status).toBe(400)
})
