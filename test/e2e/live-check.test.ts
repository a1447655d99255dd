import { createBusinessCentral } from '../../sandbox/business-central.ts'
import { businessCentralCredentials } from '../../sandbox/business-central/credentials.ts'
import { createHubspot, type HubspotOptions } from '../../sandbox/hubspot.ts'
import { hubspotCredentials } from '../../sandbox/hubspot/credentials.ts'
import type { Simulator, SimulatorReply } from '../../sandbox/kit/simulator.ts'
import { createWorld } from '../../sandbox/world/create-world.ts'
import { serveSimulator, type ServedSimulator } from '../support/serve-simulator.ts'
import { freePorts, runHeadwater, temporaryFolder, writeConfig } from './run-headwater.ts'

const folder = temporaryFolder()
const world = createWorld()
const served: ServedSimulator[] = []
afterEach(async () => {
  await Promise.all(served.splice(0).map((one) => one.close()))
})

type Change = (operation: string, reply: SimulatorReply) => SimulatorReply

async function serve(simulator: Simulator, change: Change): Promise<string> {
  const operations = simulator.operations.map((operation) => ({
    ...operation,
    handle: async (request: Parameters<typeof operation.handle>[0]) =>
      change(operation.name, await operation.handle(request)),
  }))
  const one = await serveSimulator({ simulator: { ...simulator, operations } })
  served.push(one)
  return one.url
}

const asItIs: Change = (_operation, reply) => reply

async function hubspotAt(change: Change = asItIs, options: Partial<HubspotOptions> = {}): Promise<string> {
  const url = await serve(createHubspot({ world, now: Date.now, ...options }), change)
  return hubspotConfig(url)
}

function hubspotConfig(url: string, token: string = hubspotCredentials.token): string {
  return `CRM: { datasource: headwater.hubspot({ baseUrl: '${url}', quota: null, searchQuota: null,
    token: new headwater.Secret('${token}', 'test') }), owner: 'Sales', contact: 'crm@example.com' },`
}

async function businessCentralAt(change: Change): Promise<string> {
  const url = await serve(createBusinessCentral({ world, now: Date.now }), change)
  const { companyId, clientId, clientSecret } = businessCentralCredentials
  return `ERP: { datasource: headwater.businessCentral({ baseUrl: '${url}', tokenUrl: '${url}/sandbox/oauth2/v2.0/token',
    tenant: 'sandbox', environment: 'production', companyId: '${companyId}', clientId: '${clientId}',
    clientSecret: new headwater.Secret('${clientSecret}', 'test'), localCurrency: 'EUR', quota: null }),
    owner: 'Finance', contact: 'erp@example.com' },`
}

async function checkLive(systems: string): Promise<{ code: number | string; lines: string[]; all: string }> {
  const config = writeConfig(
    folder,
    'live.ts',
    `export default headwater.defineConfig({ systems: { ${systems} } })`,
  )
  const run = runHeadwater(['check', '--live', '--config', config], { LOG_LEVEL: 'debug' })
  const code = await run.ended
  const lines = run.stdout.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, '  '))
  return { code, lines, all: run.stdout + run.stderr }
}

const failures = (lines: readonly string[]) => lines.filter((line) => /^(FAIL|WARN) /.test(line))

/** A property under another name, in what is said of contacts and in the contacts. */
const renamed =
  (from: string, to: string): Change =>
  (_operation, { body, ...reply }) => ({
    ...reply,
    body: JSON.parse(JSON.stringify(body ?? null).replaceAll(`"${from}"`, `"${to}"`)) as unknown,
  })

test('systems that are as they are mapped have no finding, and no secret is shown', async () => {
  const { code, lines, all } = await checkLive((await hubspotAt()) + (await businessCentralAt(asItIs)))
  expect(failures(lines)).toEqual([])
  expect(code).toBe(0)
  expect(lines).toContain('OK  clock  the same as ours')
  expect(lines).toContain('OK  Customer  the account may read, add, change')
  expect(lines.at(-2)).toMatch(/^0 FAIL, 0 WARN, \d+ OK, \d+ SKIP$/)
  for (const secret of [hubspotCredentials.token, businessCentralCredentials.clientSecret])
    expect(all).not.toContain(secret)
})

test('a renamed property is named once, with its field, what is there instead, and the fix', async () => {
  const { code, lines } = await checkLive(await hubspotAt(renamed('lastname', 'lastnames')))
  expect(failures(lines)).toEqual([
    'FAIL  Customer  CRM.properties.lastname → Customer.familyName: not there; lastnames is. Fix: map it anew, or declare it unavailable',
  ])
  expect(code).toBe(1)
})

test('a property that cannot be set and would be is named, in HubSpot and in Business Central', async () => {
  const inHubspot: Change = (operation, reply) => {
    const { results = [] } = (reply.body ?? {}) as { results?: Record<string, unknown>[] }
    if (operation === 'listProperties')
      for (const one of results)
        if (one.name === 'company') one.modificationMetadata = { readOnlyValue: true }
    return reply
  }
  const inBusinessCentral: Change = (operation, reply) =>
    operation === 'getMetadata'
      ? {
          ...reply,
          body: String(reply.body).replace(
            /(<Property Name="taxRegistrationNumber"[^>]*>)/,
            '$1<Annotation Term="Org.OData.Core.V1.Computed" Bool="true"/>',
          ),
        }
      : reply
  const { code, lines } = await checkLive(
    (await hubspotAt(inHubspot)) + (await businessCentralAt(inBusinessCentral)),
  )
  expect(failures(lines)).toEqual([
    'FAIL  Customer  CRM.properties.company → Customer.company: read only there, and the gateway would set it. Fix: declare it read only, or have it opened there',
    'FAIL  Customer  ERP.taxRegistrationNumber → Customer.taxId: read only there, and the gateway would set it. Fix: declare it read only, or have it opened there',
  ])
  expect(code).toBe(1)
})

test('a permission that is missing is named with what grants it', async () => {
  const scopes = ['crm.objects.contacts.read']
  const { code, lines } = await checkLive(await hubspotAt(asItIs, { scopes }))
  expect(failures(lines)).toEqual([
    'FAIL  Customer  CRM: properties of contacts → Customer: the account of the gateway may not add these records. Fix: grant it the scope crm.objects.contacts.write',
    'FAIL  Customer  CRM: properties of contacts → Customer: the account of the gateway may not change these records. Fix: grant it the scope crm.objects.contacts.write',
    'WARN  Customer  CRM: properties of contacts → Customer: the account may not look up what these records are made of: samples alone were looked at. Fix: grant it the scope crm.schemas.contacts.read',
  ])
  expect(code).toBe(1)
})

test('a clock that differs by more than 30 s is a warning, which fails nothing', async () => {
  const late: Change = (_operation, reply) => ({
    ...reply,
    headers: { ...reply.headers, date: new Date(Date.now() - 95_000).toUTCString() },
  })
  const { code, lines } = await checkLive(await hubspotAt(late))
  expect(failures(lines)).toEqual([
    expect.stringMatching(/^WARN  clock  its clock is 9[3-6] s behind ours\. Fix: let both/),
  ])
  expect(code).toBe(0)
})

test('a token that is refused, and a system that does not answer, end their looks at that', async () => {
  const url = await serve(createHubspot({ world, now: Date.now }), asItIs)
  const refused = await checkLive(hubspotConfig(url, 'pat-none'))
  expect(failures(refused.lines)).toEqual([
    'FAIL  signed in  it does not accept the credentials of the gateway. Fix: correct its credentials in the config, or have its account unlocked',
  ])
  expect(refused.all).not.toContain('pat-none')
  const silent = await checkLive(hubspotConfig(`http://127.0.0.1:${await freePorts(1)}`))
  expect(failures(silent.lines)).toEqual([
    expect.stringMatching(/^FAIL  reached  it is not available\. Fix: check its address/),
  ])
  expect([refused.code, silent.code]).toEqual([1, 1])
})

test('the gateway’s own database is not opened beside it', async () => {
  const database = `DATABASE: { datasource: headwater.postgres({ embedded: true, tables: {
    Booking: { table: 'b', id: 'n', columns: {}, unavailable: { attribution: 'not kept here' } },
    Customer: { table: 'c', id: 'k', columns: { customerKey: 'k', loyaltyPoints: 'p', segment: 's' },
      unavailable: { lifetimeValue: 'not kept here' } } } }), owner: 'Data', contact: 'data@example.com' },`
  const { code, lines } = await checkLive(database)
  expect(lines).toContainEqual(expect.stringMatching(/^SKIP  reached  it is the gateway’s own database/))
  expect(code).toBe(0)
})
