import { readFileSync } from 'node:fs'
import { sandboxConnection } from '../../sandbox/connection.ts'
import { createWorld } from '../../sandbox/world/create-world.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { freePorts, root, runHeadwater, temporaryFolder } from './run-headwater.ts'
import { prepareStore } from '../support/prepare-store.ts'

const example = `${root}examples/custom-field`
const document = readFileSync(`${example}/query.graphql`, 'utf8')
const email = 'clara.winterfeld@example.com'
const dataDir = temporaryFolder()

describe('a field of the company’s own, from HubSpot', () => {
  let gateway: SandboxGateway
  let contact: string

  beforeAll(async () => {
    gateway = await startSandboxGateway({ configFile: `${example}/headwater.config.ts` })
    const { baseUrl } = sandboxConnection(Number(process.env.SANDBOX_PORT)).hubspot
    contact = `${baseUrl}/crm/v3/objects/contacts/${createWorld().persons[0]!.crmId}`
  })
  afterAll(() => gateway.close())

  test('it is null without an error while the CRM has no value', async () => {
    const { data, errors } = await gateway.query(document, { email })
    expect(errors).toBeUndefined()
    expect(data?.customer).toEqual({ givenName: 'Clara', familyName: 'Winterfeld', vipTier: null })
  })

  test('it is what somebody entered in the CRM', async () => {
    const entered = await fetch(contact, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${sandboxConnection().hubspot.token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ properties: { vip_tier: 'GOLD' } }),
    })
    expect(entered.status).toBe(200)
    const { data, errors } = await gateway.query(document, { email })
    expect(errors).toBeUndefined()
    expect(data?.customer).toMatchObject({ familyName: 'Winterfeld', vipTier: 'GOLD' })
  })
})

describe('the same schema with another CRM', () => {
  test('the same query is answered by the company’s own datasource', async () => {
    await prepareStore(dataDir)
    const port = await freePorts(1)
    const gateway = runHeadwater(['start', '--config', `${example}/other-crm.config.ts`], {
      PORT: String(port),
      HEADWATER_DATA_DIR: dataDir,
    })
    try {
      await gateway.saw('is ready')
      const reply = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': 'sandbox-developer' },
        body: JSON.stringify({ query: document, variables: { email } }),
      })
      expect(await reply.json()).toEqual({
        data: { customer: { givenName: 'Clara', familyName: 'Winterfeld', vipTier: 'GOLD' } },
      })
    } finally {
      gateway.child.kill('SIGTERM')
      await gateway.ended
    }
  })

  test('neither config has a resolver or changes the company’s schema', () => {
    const configs = ['headwater.config.ts', 'other-crm.config.ts'].map((name) =>
      readFileSync(`${example}/${name}`, 'utf8'),
    )
    for (const config of configs) {
      expect(config).toContain("schema: ['company.graphql']")
      expect(config.match(/vipTier/g)).toHaveLength(1)
    }
  })
})
