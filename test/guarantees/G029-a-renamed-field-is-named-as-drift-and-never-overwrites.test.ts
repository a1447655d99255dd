import { cast } from '../../sandbox/world/cast.ts'
import type { SimulatorReply } from '../../sandbox/kit/simulator.ts'
import type { SandboxVendor } from '../../sandbox/start-sandbox.ts'
import { checkContract, describeFindings } from '../../src/datasources/inspection/check-contract.ts'
import { callOf } from '../../src/datasources/inspection/create-contract-check.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { wholeCustomerByEmail, wholeCustomerById } from './customer-page.ts'

// G029: a property that a system renames, or sends in another type, makes the field null with UPSTREAM_SCHEMA_DRIFT;
// every other field is right, one log line names path and field, and nobody's links change because of it.

type Change = (name: string, value: unknown) => [name: string, value: unknown]

let change: { vendor: SandboxVendor; apply: Change } | null = null
let gateway: SandboxGateway
let id: string
let healthy: Record<string, unknown>

const linksQuery = 'query ($id: ID!) { customer(id: $id) { id sources { system state } } }'
let links: unknown
let linesBefore = 0

beforeAll(async () => {
  gateway = await startSandboxGateway({
    tamper: (vendor, _operation, reply) => (change?.vendor === vendor ? changed(reply, change.apply) : reply),
  })
  const { email } = gateway.world.persons[cast.showcase - 1]!
  const { data } = await gateway.query<{ customer: { id: string } }>(wholeCustomerByEmail, { email })
  id = data!.customer.id
  healthy = (await gateway.query(wholeCustomerById, { id })).data!
  links = (await gateway.query(linksQuery, { id })).data
})
afterAll(() => gateway.close())
beforeEach(() => {
  change = null
  linesBefore = allDriftLines().length
})

const renamed =
  (from: string): Change =>
  (name, value) => [name === from ? `${from}New` : name, value]
const wrapped =
  (from: string): Change =>
  (name, value) => [name, name === from ? { value } : value]

test.each<[SandboxVendor, string, Change, string, string, (string | number)[], string, string]>([
  [
    'hubspot',
    'renames',
    renamed('lastname'),
    'CRM',
    'MISSING',
    ['familyName'],
    'properties.lastname',
    'Customer.familyName',
  ],
  [
    'hubspot',
    'wraps',
    wrapped('lastname'),
    'CRM',
    'TYPE',
    ['familyName'],
    'properties.lastname',
    'Customer.familyName',
  ],
  [
    'hubspot',
    'renames',
    renamed('zip'),
    'CRM',
    'MISSING',
    ['address', 'postalCode'],
    'properties.zip',
    'Customer.address.postalCode',
  ],
  [
    'businessCentral',
    'renames',
    renamed('balanceDue'),
    'ERP',
    'MISSING',
    ['balanceDue'],
    'balanceDue',
    'Customer.balanceDue',
  ],
  [
    'businessCentral',
    'wraps',
    wrapped('balanceDue'),
    'ERP',
    'TYPE',
    ['balanceDue'],
    'balanceDue',
    'Customer.balanceDue',
  ],
  [
    'opera',
    'wraps',
    wrapped('vipStatus'),
    'CRS',
    'TYPE',
    ['vipLevel'],
    'profile.customer.vipStatus',
    'Customer.vipLevel',
  ],
])('%s %s a property: %#', async (vendor, _how, apply, system, problem, path, source, field) => {
  change = { vendor, apply }
  const { status, data, errors } = await gateway.query(wholeCustomerById, { id })
  change = null

  expect(status).toBe(200)
  expect(errors).toEqual([
    expect.objectContaining({
      path: ['customer', ...path],
      extensions: expect.objectContaining({ code: 'UPSTREAM_SCHEMA_DRIFT', system }),
    }),
  ])
  expect(data).toEqual(withNull(healthy, ['customer', ...path]))
  expect(driftLines()).toEqual([expect.objectContaining({ system, field, path: source, problem })])

  // Nothing of it is kept: with the property back, so is the field, of the same customer with the same links.
  expect(await gateway.query(wholeCustomerById, { id })).toEqual({ status: 200, data: healthy })
  expect((await gateway.query(linksQuery, { id })).data).toEqual(links)
})

test('a list that drifted names all its places in one error', async () => {
  change = { vendor: 'opera', apply: renamed('arrivalDate') }
  const { data, errors } = await gateway.query<{ bookings: { edges: { node: { arrival: unknown } }[] } }>(
    '{ bookings(first: 5) { edges { node { arrival departure status } } } }',
  )
  expect(errors).toHaveLength(1)
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_SCHEMA_DRIFT', system: 'CRS' })
  expect(errors?.[0]?.extensions.paths).toHaveLength(5)
  expect(data?.bookings.edges).toHaveLength(5)
  for (const { node } of data!.bookings.edges)
    expect(node).toEqual({ arrival: null, departure: expect.any(String), status: expect.any(String) })
  expect(driftLines()).toEqual([
    expect.objectContaining({ field: 'Booking.arrival', path: 'roomStay.arrivalDate', problem: 'MISSING' }),
  ])
})

test('a match key that drifted leaves a customer unresolved, never absent, and matched once it is back', async () => {
  const stranger = gateway.world.persons[cast.umlautSpelledOut - 1]!
  const query = `{ r: customerByExternalId(system: CRM, id: "${stranger.crmId}") { familyName customerNumber vipLevel } }`
  change = { vendor: 'businessCentral', apply: renamed('email') }
  const during = await gateway.query<{ r: Record<string, unknown> }>(query)
  change = null
  expect(during.data?.r).toMatchObject({ familyName: expect.any(String), customerNumber: null })
  expect(during.errors?.map(({ extensions }) => [extensions.code, extensions.system])).toEqual([
    ['UPSTREAM_SCHEMA_DRIFT', 'ERP'],
  ])
  const after = await gateway.query<{ r: Record<string, unknown> }>(query)
  expect(after.errors).toBeUndefined()
  expect(after.data?.r.customerNumber).toEqual(expect.any(String))
})

test('a look-up by a key that drifted is an error, never nobody', async () => {
  const { email } = gateway.world.persons[cast.showcase - 1]!
  change = { vendor: 'hubspot', apply: renamed('email') }
  const { data, errors } = await gateway.query(wholeCustomerByEmail, { email })
  expect(data).toEqual({ customer: null })
  expect(errors?.map(({ extensions }) => [extensions.code, extensions.system])).toEqual([
    ['UPSTREAM_SCHEMA_DRIFT', 'CRM'],
  ])
})

test('an edge that drifted is an error, never an empty list', async () => {
  change = { vendor: 'businessCentral', apply: renamed('customerId') }
  const { data, errors } = await gateway.query<{ customer: Record<string, unknown> }>(
    'query ($id: ID!) { customer(id: $id) { customerNumber orders(first: 3) { edges { node { number } } } } }',
    { id },
  )
  expect(data?.customer).toEqual({ customerNumber: expect.any(String), orders: null })
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_SCHEMA_DRIFT'])
})

test('the contract check finds what nobody reads: a line a field, and nothing where all is as agreed', async () => {
  const findings = async (): Promise<string[]> => {
    const systems = [...gateway.declarations.datasources]
    const reports = await Promise.all(
      systems.map(([system, datasource]) => checkContract(system, datasource, callOf())),
    )
    return reports.flat().flatMap(describeFindings)
  }
  expect(await findings()).toEqual([])
  change = { vendor: 'businessCentral', apply: renamed('inventory') }
  expect(await findings()).toEqual([
    'ERP.inventory → InventoryItem.onHand: missing in 5 of 5 records; map it anew or declare it unavailable',
  ])
})

/** Those of this test. */
function driftLines(): Record<string, unknown>[] {
  return allDriftLines().slice(linesBefore)
}

function allDriftLines(): Record<string, unknown>[] {
  const lines = gateway.log().trim().split('\n')
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === 'schema drift')
}

function changed(reply: SimulatorReply, apply: Change): SimulatorReply {
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(change)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => apply(name, change(inner))))
  }
  return { ...reply, body: change(reply.body) }
}

function withNull(value: unknown, path: readonly (string | number)[]): unknown {
  const copy = structuredClone(value)
  let holder = copy as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>
  holder[path.at(-1)!] = null
  return copy
}
