import { setTimeout as delay } from 'node:timers/promises'
import { cast } from '../../sandbox/world/cast.ts'
import {
  createKey,
  eventually,
  mutate,
  settledReceipts,
  statusesOf,
  writeCallsOf,
} from '../support/mutate.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import type { Contact } from './raw-records.ts'

// G048: what waits for its system reads QUEUED and never as done; QUEUE and REJECT are as the SDL has them, whether
// the breaker is open or closed; a system that is down and may not queue keeps the whole mutation from being done; what is
// too late is never done; once a write is recorded there are receipts, whatever can be read.

let gateway: SandboxGateway
let key: string
let id: string
beforeAll(async () => {
  gateway = await startSandboxGateway()
  key = await createKey(gateway, ['SALES', 'FINANCE', 'SUPPORT', 'FRONTDESK', 'DEVELOPER'])
  const { email } = gateway.world.persons[cast.showcase - 1]!
  const { data } = await gateway.query<{ customer: { id: string } }>(
    'query ($email: EmailAddress!) { customer(email: $email) { id customerNumber membershipNumber segment } }',
    { email },
  )
  id = data!.customer.id
})
afterAll(() => gateway.close())

const contact = async () =>
  (await gateway.records<Contact>('hubspot', 'contacts')).find((one) => one.id === '401001')!.properties
const update = (input: string, more = '') =>
  mutate(gateway, `updateCustomer(id: "${id}", input: { ${input} }${more})`, {
    as: key,
    select: 'customer { company sources { system pendingWrites } }',
  })
const stay = 'arrival: "2027-02-01", departure: "2027-02-03", roomType: "DBL", ratePlan: "BAR", adults: 2'
const book = () =>
  mutate(gateway, `createBooking(input: { customer: "${id}", property: "HWBER", ${stay} })`, { as: key })

test('what waits is QUEUED: the entity shows what its owner has, and how much waits', async () => {
  const { company: before = null } = await contact()
  await gateway.fault('hubspot', { kind: 'status', value: 503, operation: 'updateContact' })
  const { payload } = await update('company: "Waiting"')
  expect(statusesOf(payload?.receipts)).toEqual(['CRM update QUEUED'])
  expect(payload?.receipts[0]?.reason?.code).toMatch(/^UPSTREAM_/)
  expect(payload?.userErrors).toEqual([])
  const { company, sources } = payload?.customer as { company: unknown; sources: { system: string }[] }
  expect(company).toBe(before)
  expect(sources).toContainEqual({ system: 'CRM', pendingWrites: 1 })
  await gateway.clearFaults()
  expect(statusesOf(await settledReceipts(gateway, payload!.writeId))).toEqual(['CRM update APPLIED'])
  expect((await contact()).company).toBe('Waiting')
})

test('what cannot be read anew is null, and its receipt is there', async () => {
  await gateway.fault('businessCentral', { kind: 'status', value: 500, operation: 'listCustomers' })
  const { payload, errors } = await mutate(
    gateway,
    `updateCustomer(id: "${id}", input: { creditLimit: { amount: "4000", currency: "EUR" } })`,
    { as: key, select: 'customer { creditLimit { amount } }' },
  )
  await gateway.clearFaults()
  expect(statusesOf(payload?.receipts)).toEqual(['ERP update APPLIED'])
  expect(payload?.customer).toEqual({ creditLimit: null })
  expect(errors?.[0]).toMatchObject({ path: ['done', 'customer', 'creditLimit'] })
})

describe('while the reservation system is down', () => {
  beforeAll(() => gateway.stop('opera'))
  afterAll(() => gateway.resume('opera'))

  test.each(['closed', 'open'])(
    'a booking is refused, and nothing is done anywhere (breaker %s)',
    async (breaker) => {
      if (breaker === 'open')
        for (let reads = 0; reads < 12; reads += 1)
          await gateway.query('{ bookings(first: 1) { edges { cursor } } }')
      await gateway.resetRequests()
      const { payload, errors } = await book()
      expect({ payload, code: errors?.[0]?.extensions.code }).toEqual({
        payload: null,
        code: 'UPSTREAM_UNAVAILABLE',
      })
      const mixed = await update('company: "Mixed", vipLevel: "VIP1"')
      expect(mixed.payload).toBeNull()
      expect(mixed.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', system: 'CRS' })
      expect(writeCallsOf(gateway)).toEqual([])
      expect((await contact()).company).toBe('Waiting')
    },
  )

  test('what other systems own is done, and copies wait', async () => {
    const { payload } = await update('givenName: "Klara"')
    expect(statusesOf(payload?.receipts)).toEqual(
      expect.arrayContaining(['CRM update APPLIED', 'CRS copy QUEUED']),
    )
  })
})

describe('while the CRM is down', () => {
  let first: string
  let tooLate: string
  beforeAll(() => gateway.stop('hubspot'))

  test('profiles are queued, with the breaker closed and open', async () => {
    const one = await update('company: "First"')
    expect(statusesOf(one.payload?.receipts)).toEqual(['CRM update QUEUED'])
    for (let reads = 0; reads < 12; reads += 1)
      await gateway.query(`{ customers(first: 1) { edges { cursor } } }`)
    const started = performance.now()
    const two = await update('company: "Second"')
    expect(statusesOf(two.payload?.receipts)).toEqual(['CRM update QUEUED'])
    expect(performance.now() - started).toBeLessThan(8_000)
    first = two.payload!.writeId
  })

  test('what is too late is FAILED as EXPIRED, and never done when the system is back', async () => {
    const notAfter = new Date(Date.now() + 1_000).toISOString()
    const { payload } = await update('company: "Too late"', `, notAfter: "${notAfter}"`)
    tooLate = payload!.writeId
    const [receipt] = await settledReceipts(gateway, tooLate)
    expect(receipt).toMatchObject({ status: 'FAILED', reason: { code: 'EXPIRED' }, attempts: 0 })
  })

  test('in order, when it is back', async () => {
    await gateway.resume('hubspot')
    expect(statusesOf(await settledReceipts(gateway, first))).toEqual(['CRM update APPLIED'])
    await delay(500)
    expect((await contact()).company).toBe('Second')
    await eventually(
      () =>
        gateway.query<{ writes: { edges: unknown[] } }>(
          '{ writes(filter: { status: [QUEUED], system: CRM }) { edges { cursor } } }',
        ),
      ({ data }) => data?.writes.edges.length === 0,
    )
  })

  test('one that is too late already is recorded, and not tried', async () => {
    await gateway.resetRequests()
    const { payload } = await update('company: "Yesterday"', ', notAfter: "2026-01-01T00:00:00Z"')
    const [receipt] = await settledReceipts(gateway, payload!.writeId)
    expect(receipt).toMatchObject({ status: 'FAILED', reason: { code: 'EXPIRED' } })
    expect(writeCallsOf(gateway)).toEqual([])
  })
})
