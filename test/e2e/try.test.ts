import { userInfo } from 'node:os'
import { cast } from '../../sandbox/world/cast.ts'
import { createWorld } from '../../sandbox/world/create-world.ts'
import { prepareStore } from '../support/prepare-store.ts'
import { freePorts, runHeadwater, temporaryFolder, type Run } from './run-headwater.ts'

const dataDir = temporaryFolder()
const emptyDataDir = temporaryFolder()
const { persons } = createWorld()
const person = persons[cast.showcase - 1]!
let environment: Record<string, string>
let port: number
let gateway: Run

beforeAll(async () => {
  await prepareStore(dataDir)
  port = await freePorts(6)
  environment = {
    PORT: String(port),
    SANDBOX_PORT: String(port + 1),
    METRICS_PORT: String(port + 5),
    HEADWATER_DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
  }
  gateway = runHeadwater(['start'], environment)
  await gateway.saw('Ctrl-C stops everything')
}, 60_000)
afterAll(async () => {
  gateway.child.kill('SIGTERM')
  await gateway.ended
})

async function tryRecord(args: readonly string[], more: Record<string, string> = {}) {
  const run = runHeadwater(['try', ...args], { ...environment, ...more })
  const code = await run.ended
  const lines = run.stdout.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, '  '))
  return { code, stdout: run.stdout, stderr: run.stderr.trim(), lines }
}
/** With the simulators, but as if no gateway ran. */
const alone = { HEADWATER_DATA_DIR: emptyDataDir }

async function canonicalId(): Promise<string> {
  const query = `{ customer(email: "${person.email}") { id creditLimit { amount } vipLevel } }`
  const headers = { 'content-type': 'application/json', 'x-api-key': 'sandbox-developer' }
  const body = JSON.stringify({ query })
  const reply = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body })
  const { data } = (await reply.json()) as { data: { customer: { id: string } } }
  return data.customer.id
}

const headings = (lines: readonly string[]) => lines.filter((line) => /^(CRM|ERP|CRS|DATABASE) \(/.test(line))

test('a key finds the records of every system that is looked up by it, each beside what is made of it', async () => {
  const { code, lines } = await tryRecord(['customer', `email=${person.email}`, '--show-values'], alone)
  expect(code).toBe(0)
  expect(headings(lines)).toEqual([
    'CRM (HubSpot CRM v3) Customer',
    'ERP (Business Central API v2.0) Customer',
    'CRS (Oracle OPERA Cloud v1) Customer',
    'DATABASE (PostgreSQL): it is the gateway’s own database, which only the gateway opens',
  ])
  expect(lines).toContain(`email  properties.email as emailAddress  "${person.email}"  "${person.email}"`)
  expect(lines).toContainEqual(
    expect.stringMatching(/^creditLimit  computed from creditLimit  \d+  amount = "[\d.]+"$/),
  )
  expect(lines).toContainEqual(
    expect.stringMatching(/^Links are not known\. No gateway runs on the data folder/),
  )
})

test('masked, nothing of the person is shown, in no system', async () => {
  const { code, stdout } = await tryRecord(['Customer', `email=${person.email}`], alone)
  expect(code).toBe(0)
  expect(stdout).toContain('"aaaaa.aaaaaaaaaa@aaaaaaa.aaa" (28)')
  for (const value of [person.givenName, person.familyName, person.email, person.crmId, person.erpId])
    expect(stdout.toLowerCase()).not.toContain(String(value).toLowerCase())
  expect(stdout).toContain('Values are masked; --show-values shows them.')
})

test.each([
  ['emailUnconvertible', cast.emailUnconvertible, 'email', /bad value: expected .*e-mail/],
  ['phoneUnconvertible', cast.phoneUnconvertible, 'phone', /bad value: expected .*phone/],
  ['dateUnconvertible', cast.dateUnconvertible, '', /updatedAt: bad value: expected /],
])('a value that does not convert says why (%s)', async (_name, number, field, note) => {
  const { lines } = await tryRecord(
    ['customer', `CRM:${persons[number - 1]!.crmId}`, '--system', 'CRM'],
    alone,
  )
  expect(lines.filter((line) => note.test(line))).toEqual([expect.stringMatching(new RegExp(`^${field}`))])
})

test('parts are shown beside their record', async () => {
  const reply = await fetch(`http://127.0.0.1:${port + 3}/__sandbox/records/items`)
  const [, number] = /"number":"([^"]+)"/.exec(await reply.text()) ?? []
  const { lines } = await tryRecord(['inventoryItem', `sku=${number}`, '--system', 'ERP'], alone)
  expect(headings(lines)).toEqual([
    'ERP (Business Central API v2.0) InventoryItem',
    'ERP (Business Central API v2.0) InventoryItem/stock',
  ])
  expect(lines).toContainEqual(expect.stringMatching(/^onHand  inventory as decimal  number 9+ /))
  expect(lines).toContainEqual(expect.stringMatching(/^reserved  null  unavailable: Business Central/))
})

test('with the running gateway, an id in one system leads to the others, and a canonical id to all', async () => {
  const id = await canonicalId()
  const byRecord = await tryRecord(['customer', `CRM:${person.crmId}`])
  expect(byRecord.lines[0]).toBe(`Customer ${id}`)
  expect(headings(byRecord.lines)).toHaveLength(4)
  expect(byRecord.lines).toContainEqual(
    expect.stringMatching(/^DATABASE .*: no query has looked for the entity there yet/),
  )
  const byId = await tryRecord(['customer', id])
  expect(byId.code).toBe(0)
  expect(headings(byId.lines).map((line) => line.split(' ')[0])).toEqual(['CRM', 'ERP', 'CRS', 'DATABASE'])
  const one = await tryRecord(['customer', id, '--system', 'erp'])
  expect(headings(one.lines)).toEqual(['ERP (Business Central API v2.0) Customer'])
})

test('who is shown values is in the audit trail of the running gateway, and who is not, is not', async () => {
  const id = await canonicalId()
  await tryRecord(['customer', id])
  await tryRecord(['customer', `email=${person.email}`, '--system', 'CRM', '--show-values'])
  const list = runHeadwater(['audit', 'list', '--event', 'record.values.shown', '--json'], environment)
  await list.ended
  const entries = list.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(entries).toEqual([
    expect.objectContaining({
      event: 'record.values.shown',
      principal: `cli:${userInfo().username}`,
      entity: 'Customer',
      entityId: id,
      facts: { systems: ['CRM'] },
    }),
  ])
})

test.each([
  [['custmer', 'email=a@example.com'], /^custmer is no entity: did you mean Customer\?$/],
  [['customer', 'emial=a@example.com'], /^No system looks up Customer by emial: did you mean email\?/],
  [['customer', 'ERB:1'], /^ERB:1: ERB is no system of the config; did you mean ERP\?/],
  [
    ['customer', '5b0c8a2e-0000-5000-8000-000000000001'],
    /^5b0c8a2e-\S+ is taken for a canonical id, .* No gateway runs/,
  ],
])('%j is refused in one line with the fix', async (args, line) => {
  const { code, stdout, stderr } = await tryRecord(args, alone)
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(line)
  expect(stderr.split('\n')).toHaveLength(1)
})

test('an unknown canonical id is refused, and a record that nobody has is said of each system', async () => {
  const unknown = await tryRecord(['customer', '5b0c8a2e-0000-5000-8000-000000000001'])
  expect([unknown.code, unknown.stderr]).toEqual([
    1,
    expect.stringMatching(/is no canonical id of a Customer\./),
  ])
  const nobody = await tryRecord(['customer', 'CRM:999999999'])
  expect(nobody.code).toBe(1)
  expect(nobody.lines).toContain('CRM (HubSpot CRM v3): it has no such record')
})
