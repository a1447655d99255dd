import { cast } from '../../sandbox/world/cast.ts'
import {
  startSandboxGateway,
  vendors,
  type SandboxGateway,
  type TimedCall,
} from '../support/sandbox-gateway.ts'
import { wholeCustomerByEmail, wholeCustomerById } from './customer-page.ts'

// G002: a customer page over all systems with resolved links is one call a source record kind, in two waves: stock
// waits for the order lines, and nothing waits for the CRM.

let gateway: SandboxGateway
let id: string
beforeAll(async () => {
  gateway = await startSandboxGateway()
  const { email } = gateway.world.persons[cast.showcase - 1]!
  const first = await gateway.query<{ customer: { id: string } }>(wholeCustomerByEmail, { email })
  id = first.data!.customer.id
  // The first page linked the customer; the second also the bookings' attributions. From here on all is known.
  await gateway.query(wholeCustomerById, { id })
})
afterAll(() => gateway.close())
beforeEach(() => gateway.resetRequests())
afterEach(() => gateway.clearFaults())

async function loadPage(): Promise<readonly TimedCall[]> {
  const { errors } = await gateway.query(wholeCustomerById, { id })
  expect(errors).toBeUndefined()
  return gateway.calls()
}

test('each simulator and the database are called once a record kind', async () => {
  const calls = await loadPage()
  expect(await gateway.requests()).toEqual({
    hubspot: { batchReadContacts: 1 },
    // InventoryItem has two record kinds at the ERP: the item, and its stock, which is never as old.
    businessCentral: { listCustomers: 1, listSalesOrders: 1, listItems: 2 },
    opera: { getProfilesByIds: 1, getReservations: 1 },
  })
  expect(
    calls
      .filter(({ system }) => system === 'DATABASE')
      .map(({ operation }) => operation)
      .sort(),
  ).toEqual(['Booking by id', 'Customer by id'])
})

test('there are two waves, and the second is what the first alone can name', async () => {
  // Every upstream call takes long enough that calls of one wave overlap for certain.
  await Promise.all(vendors.map((vendor) => gateway.fault(vendor, { kind: 'latency', value: 700 })))
  const calls = (await loadPage()).filter(({ system }) => system !== 'DATABASE')
  const waves = Map.groupBy(calls, (call) => waveOf(call, calls))
  expect([...waves.keys()].sort()).toEqual([1, 2])
  expect(waves.get(2)?.map(({ operation }) => operation)).toEqual(['listItems', 'listItems'])
})

test('nothing waits for the CRM: while it answers slowly, all else is read and done', async () => {
  await gateway.fault('hubspot', { kind: 'latency', value: 2_500 })
  const calls = await loadPage()
  const crm = calls.find(({ system }) => system === 'CRM')!
  const others = calls.filter((call) => call !== crm)
  expect(others).toHaveLength(8)
  for (const { operation, endedAt } of others) {
    expect({ operation, done: endedAt < crm.endedAt }).toEqual({ operation, done: true })
  }
})

/** One more than that of any call that had ended when this one began. */
function waveOf(call: TimedCall, calls: readonly TimedCall[]): number {
  const before = calls.filter(({ endedAt }) => endedAt <= call.startedAt)
  return 1 + Math.max(0, ...before.map((earlier) => waveOf(earlier, calls)))
}
