import { setTimeout as delay } from 'node:timers/promises'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sandboxConnection } from '../../sandbox/connection.ts'
import { freePorts, runHeadwater, temporaryFolder } from '../e2e/run-headwater.ts'
import { startSandboxGateway, vendors, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { wholeCustomerByEmail } from './customer-page.ts'
import { prepareStore } from '../support/prepare-store.ts'

// G014: tokens, client secrets and keys appear in no log line, error, plan or start banner.

const folder = temporaryFolder()
const canaries = [
  'canary-hub-7f3a',
  'canary-client-91be',
  'canary-opera-c0de',
  'canary-app-55aa',
  'canary-key-2b2b',
]

describe('with the secrets of the sandbox, which are right', () => {
  const { hubspot, businessCentral, opera } = sandboxConnection()
  const secrets = [hubspot.token, businessCentral.clientSecret, opera.clientSecret, opera.appKey]
  let gateway: SandboxGateway
  beforeAll(async () => {
    gateway = await startSandboxGateway()
  })
  afterAll(() => gateway.close())

  test('neither when all is well, nor in any failure', async () => {
    const email = 'clara.winterfeld@example.com'
    const replies: unknown[] = [await gateway.query(wholeCustomerByEmail, { email })]
    for (const rule of [
      { kind: 'status', value: 401 },
      { kind: 'status', value: 500 },
      { kind: 'garbage' },
      { kind: 'reset' },
    ] as const) {
      for (const vendor of vendors) await gateway.fault(vendor, rule)
      replies.push(await gateway.query(wholeCustomerByEmail, { email }))
      await gateway.clearFaults()
    }
    replies.push(await gateway.query('{ systems { name vendor owner contact } }', {}, 'canary-key-2b2b'))
    const said = gateway.log() + JSON.stringify(replies)
    expect(said.length).toBeGreaterThan(5_000)
    for (const secret of [...secrets, 'canary-key-2b2b', 'Bearer ']) expect(said).not.toContain(secret)
  })
})

test('nor does a process print its canaries: started, asked, explained, refused', async () => {
  const port = await freePorts(6)
  const text = `import * as headwater from 'headwater'
const { env } = headwater
const owner = 'a', contact = 'b'
export default headwater.defineConfig({ sandboxKeys: true, http: { host: '127.0.0.1' }, systems: {
  CRM: { owner, contact, datasource: headwater.hubspot({ baseUrl: 'http://127.0.0.1:${port + 1}', token: env('CANARY_0'), defaultPhoneRegion: 'DE' }) },
  ERP: { owner, contact, datasource: headwater.businessCentral({ baseUrl: 'http://127.0.0.1:${port + 2}', tokenUrl: 'http://127.0.0.1:${port + 2}/t', tenant: 't', environment: 'e', companyId: 'c0570000-0000-4000-8000-000000000001', clientId: 'id', clientSecret: env('CANARY_1'), localCurrency: 'EUR' }) },
  CRS: { owner, contact, datasource: headwater.opera({ baseUrl: 'http://127.0.0.1:${port + 3}', clientId: 'id', clientSecret: env('CANARY_2'), appKey: env('CANARY_3'), hotels: [{ code: 'A', name: 'A', timeZone: 'UTC' }] }) },
} })`
  const config = join(folder, 'canary.config.ts')
  writeFileSync(config, text)
  const query = join(folder, 'q.graphql')
  writeFileSync(
    query,
    '{ customers(first: 2) { edges { node { givenName } } } bookings { edges { cursor } } orders { edges { cursor } } }',
  )
  const environment = {
    ...Object.fromEntries(canaries.map((canary, index) => [`CANARY_${index}`, canary])),
    PORT: String(port),
    HEADWATER_DATA_DIR: join(folder, 'data'),
    HEADWATER_DEBUG: '1',
    LOG_LEVEL: 'trace',
  }
  await prepareStore(environment.HEADWATER_DATA_DIR)
  const gateway = runHeadwater(['start', '--config', config], environment)
  let replied = ''
  try {
    await gateway.saw('is ready')
    const reply = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'sandbox-developer' },
      body: JSON.stringify({
        query: '{ customers { edges { cursor } } bookings { edges { cursor } } orders { edges { cursor } } }',
      }),
    })
    replied = await reply.text()
    await delay(200)
  } finally {
    gateway.child.kill('SIGTERM')
    await gateway.ended
  }
  const explained = runHeadwater(['explain', query, '--config', config], environment)
  await explained.ended
  writeFileSync(config, text.replace("defaultPhoneRegion: 'DE'", "nope: env('CANARY_4')"))
  const refused = runHeadwater(['check', '--config', config], environment)
  expect(await refused.ended).toBe(1)

  expect(replied).toContain('UPSTREAM_UNAVAILABLE')
  expect(explained.stdout).toContain('wave')
  const printed =
    [gateway, explained, refused].flatMap(({ stdout, stderr }) => [stdout, stderr]).join('\n') + replied
  for (const canary of canaries) expect(printed).not.toContain(canary)
})
