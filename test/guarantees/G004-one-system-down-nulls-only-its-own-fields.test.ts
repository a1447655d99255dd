import { impatient } from '../../src/conformance/impatient.ts'
import { cast } from '../../sandbox/world/cast.ts'
import type { SandboxVendor } from '../../sandbox/start-sandbox.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { withNulls } from '../support/with-nulls.ts'
import { wholeCustomerByEmail, wholeCustomerById } from './customer-page.ts'

// G004: one system down nulls only its own fields, with one error a source record whose extensions.paths name its
// nulls; what other systems own is the same as in the healthy reply.

let gateway: SandboxGateway
let id: string
let healthy: Record<string, unknown>
beforeAll(async () => {
  gateway = await startSandboxGateway({ patience: impatient })
  const { email } = gateway.world.persons[cast.showcase - 1]!
  const { data } = await gateway.query<{ customer: { id: string } }>(wholeCustomerByEmail, { email })
  id = data!.customer.id
  healthy = (await gateway.query(wholeCustomerById, { id })).data!
})
afterAll(() => gateway.close())

type Outage = [
  name: string,
  begin: (vendor: SandboxVendor) => Promise<void>,
  end: (vendor: SandboxVendor) => Promise<void>,
]

const heal = () => gateway.clearFaults()
const outages: Outage[] = [
  ['its port closed', (vendor) => gateway.stop(vendor), (vendor) => gateway.resume(vendor)],
  ['status 500', (vendor) => gateway.fault(vendor, { kind: 'status', value: 500 }), heal],
  ['status 503', (vendor) => gateway.fault(vendor, { kind: 'status', value: 503 }), heal],
  ['a page of HTML instead of data', (vendor) => gateway.fault(vendor, { kind: 'garbage' }), heal],
  ['replies cut off in the middle', (vendor) => gateway.fault(vendor, { kind: 'truncate' }), heal],
  ['connections that break', (vendor) => gateway.fault(vendor, { kind: 'reset' }), heal],
]

/** Vendor → its system, and the records of a customer page that fail on their own: one error each. */
const own: Record<SandboxVendor, { system: string; records: number; fields: string[] }> = {
  hubspot: { system: 'CRM', records: 1, fields: ['givenName', 'email', 'address', 'createdAt'] },
  businessCentral: {
    system: 'ERP',
    records: 2,
    fields: ['customerNumber', 'balanceDue', 'blocked', 'orders'],
  },
  opera: { system: 'CRS', records: 2, fields: ['vipLevel', 'membershipNumber', 'bookings'] },
}

describe.each(Object.keys(own) as SandboxVendor[])('%s', (vendor) => {
  test.each(outages)('with %s', async (_outage, begin, end) => {
    const { system, records, fields } = own[vendor]
    await begin(vendor)
    const { status, data, errors } = await gateway.query(wholeCustomerById, { id })
    await end(vendor)

    expect(status).toBe(200)
    expect(errors).toHaveLength(records)
    for (const { extensions, path } of errors!) {
      expect(extensions).toMatchObject({ system, code: expect.stringMatching(/^UPSTREAM_/) })
      expect(extensions.paths?.[0]).toEqual(path)
    }
    // Exactly the named places differ from the healthy reply, and there they are null.
    const named = errors!.flatMap(({ extensions }) => extensions.paths ?? [])
    expect(data).toEqual(withNulls(healthy, named))
    const { customer } = data as { customer: Record<string, unknown> }
    for (const field of fields) expect({ field, value: customer[field] }).toEqual({ field, value: null })
    for (const path of named) expect(path).toHaveLength(2)

    const recovered = await gateway.query(wholeCustomerById, { id })
    expect(recovered).toEqual({ status: 200, data: healthy })
  })
})

test('two systems down at once: each has its own errors, the other two are untouched', async () => {
  await gateway.fault('hubspot', { kind: 'status', value: 500 })
  await gateway.stop('opera')
  const { data, errors } = await gateway.query(wholeCustomerById, { id })
  await gateway.clearFaults()
  await gateway.resume('opera')
  expect(errors?.map(({ extensions }) => extensions.system).sort()).toEqual(['CRM', 'CRS', 'CRS'])
  expect(data).toEqual(
    withNulls(
      healthy,
      errors!.flatMap(({ extensions }) => extensions.paths ?? []),
    ),
  )
})

test('a system that is down when its list is asked for empties that list alone', async () => {
  await gateway.stop('opera')
  const { data, errors } = await gateway.query(
    '{ bookings(first: 3) { edges { cursor } } orders(first: 1) { edges { node { number } } } }',
  )
  await gateway.resume('opera')
  expect(data).toMatchObject({
    bookings: null,
    orders: { edges: [{ node: { number: expect.any(String) } }] },
  })
  expect(errors).toHaveLength(1)
  expect(errors?.[0]?.extensions).toMatchObject({ system: 'CRS', code: 'UPSTREAM_UNAVAILABLE' })
})
