import { cast } from '../../sandbox/world/cast.ts'
import { createKey, mutate, settledReceipts, statusesOf, writeCallsOf } from '../support/mutate.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import type { BcRecord } from './raw-records.ts'

// G052: what the SDL has copied is written to the copies after its owner has confirmed, only where the customer is linked,
// only what is another value there, even if only its spelling is; a copy is never copied on, reads never overwrite one, and
// a system that is down gets it later, in order.

let gateway: SandboxGateway
let key: string
const ids = { showcase: '', guestOnly: '', onlyCrm: '' }
beforeAll(async () => {
  gateway = await startSandboxGateway()
  key = await createKey(gateway, ['SALES', 'SUPPORT', 'DEVELOPER'])
  for (const name of ['showcase', 'guestOnly', 'onlyCrm'] as const) {
    const { data } = await gateway.query<{ customer: { id: string } }>(
      'query ($email: EmailAddress!) { customer(email: $email) { id customerNumber membershipNumber } }',
      { email: gateway.world.persons[cast[name] - 1]!.email },
    )
    ids[name] = data!.customer.id
  }
})
afterAll(() => gateway.close())
beforeEach(() => gateway.resetRequests())

async function update(id: string, input: string) {
  const { payload, errors } = await mutate(gateway, `updateCustomer(id: "${id}", input: { ${input} })`, {
    as: key,
  })
  expect(errors).toBeUndefined()
  return settledReceipts(gateway, payload!.writeId)
}
const profile = async () =>
  JSON.stringify(
    (await gateway.records<{ id: string }>('opera', 'profiles')).find(({ id }) => id === '80003'),
  )
const erpCustomer = async () =>
  (await gateway.records<BcRecord>('businessCentral', 'customers')).find(({ number }) => number === 'C10010')!

test('owner first, then the copies, each once', async () => {
  expect(statusesOf(await update(ids.showcase, 'familyName: "Sommerfeld"')).sort()).toEqual([
    'CRM update APPLIED',
    'CRS copy APPLIED',
    'ERP copy APPLIED',
  ])
  const [first, ...rest] = writeCallsOf(gateway)
  expect(first).toBe('CRM updateContact')
  expect(rest.sort()).toEqual(['CRS putProfile', 'ERP updateCustomer'])
  expect(await profile()).toContain('Sommerfeld')
  expect((await erpCustomer()).displayName).toContain('Sommerfeld')
})

test('nothing is sent where it is there already, and nothing goes round', async () => {
  await update(ids.showcase, 'familyName: "Sommerfeld"')
  expect(writeCallsOf(gateway)).toEqual(['CRM updateContact'])
})

test('another spelling is another value', async () => {
  await update(ids.showcase, 'familyName: "sommerfeld"')
  expect(writeCallsOf(gateway)).toHaveLength(3)
  expect((await erpCustomer()).displayName).toContain('sommerfeld')
})

test('only to systems that know the customer', async () => {
  expect(statusesOf(await update(ids.guestOnly, 'givenName: "Gina"')).sort()).toEqual([
    'CRM update APPLIED',
    'CRS copy APPLIED',
  ])
  expect(statusesOf(await update(ids.onlyCrm, 'givenName: "Otto"'))).toEqual(['CRM update APPLIED'])
})

test('what is not copied is not copied', async () => {
  expect(statusesOf(await update(ids.showcase, 'company: "Sommerfeld KG"'))).toEqual(['CRM update APPLIED'])
  expect(writeCallsOf(gateway)).toEqual(['CRM updateContact'])
})

test('what the owner refuses is copied nowhere', async () => {
  await gateway.fault('hubspot', { kind: 'status', value: 400, operation: 'updateContact' })
  expect(statusesOf(await update(ids.showcase, 'givenName: "Refused"'))).toEqual(['CRM update REJECTED'])
  await gateway.clearFaults()
  expect(writeCallsOf(gateway).filter((call) => !call.startsWith('CRM'))).toEqual([])
})

test('reading changes no copy', async () => {
  const before = [await profile(), await erpCustomer()]
  await gateway.query(
    'query ($id: ID!) { customer(id: $id) { familyName customerNumber membershipNumber } }',
    { id: ids.showcase },
  )
  expect([await profile(), await erpCustomer()]).toEqual(before)
  expect(writeCallsOf(gateway)).toEqual([])
})

test('a system that is down gets its copies later, the latest last', async () => {
  await gateway.stop('opera')
  const writes: string[] = []
  for (const name of ['One', 'Two', 'Three']) {
    const { payload } = await mutate(
      gateway,
      `updateCustomer(id: "${ids.showcase}", input: { givenName: "${name}" })`,
      { as: key },
    )
    expect(statusesOf(payload?.receipts)).toContain('CRS copy QUEUED')
    writes.push(payload!.writeId)
  }
  await gateway.resume('opera')
  for (const writeId of writes)
    for (const receipt of await settledReceipts(gateway, writeId))
      expect(receipt).toMatchObject({ status: 'APPLIED' })
  expect(await profile()).toContain('Three')
})
