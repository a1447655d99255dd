import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { propertyDefinitions } from '../../sandbox/hubspot/contact.ts'
import { root, temporaryFolder } from '../e2e/run-headwater.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

// G017: a company's own field takes a line in its own .graphql file and one mapping line in its config, no resolver: it is
// read, described, selected and failed like every other. (test/e2e/custom-field.test.ts does it with another CRM, too.)

const folder = temporaryFolder()
let gateway: SandboxGateway

beforeAll(async () => {
  writeFileSync(
    join(folder, 'company.graphql'),
    'extend type Customer {\n  vipTier: String @owner(system: CRM) @access(read: [SALES, DEVELOPER])\n}\n',
  )
  const configFile = join(folder, 'headwater.config.ts')
  writeFileSync(
    configFile,
    `import own from '${root}headwater.config.ts'
import { hubspot, Secret } from 'headwater'
import { sandboxConnection } from '${root}sandbox/connection.ts'
const { baseUrl, token } = sandboxConnection(Number(process.env.SANDBOX_PORT)).hubspot
export default {
  ...own,
  schema: ['company.graphql'],
  systems: {
    ...own.systems,
    CRM: {
      ...own.systems.CRM,
      datasource: hubspot({ baseUrl, token: new Secret(token, 'the sandbox'), defaultPhoneRegion: 'DE',
        fields: { Customer: { vipTier: 'properties.vip_tier' } } }),
    },
  },
}`,
  )
  // The administrator of the portal made the property, and somebody filled it in for one contact.
  Object.assign(propertyDefinitions, { vip_tier: { type: 'string' } })
  gateway = await startSandboxGateway({
    configFile,
    tamper(_vendor, operation, reply) {
      if (operation !== 'batchReadContacts') return reply
      const { results, ...rest } = reply.body as {
        results: { id: string; properties: Record<string, unknown> }[]
      }
      const filled = results.map((contact) =>
        'vip_tier' in contact.properties && contact.id === '401001'
          ? { ...contact, properties: { ...contact.properties, vip_tier: 'PLATINUM' } }
          : contact,
      )
      return { ...reply, body: { ...rest, results: filled } }
    },
  })
})
afterAll(() => gateway.close())

const read = (number: number) =>
  gateway.query<{ c: Record<string, unknown> }>(
    `{ c: customerByExternalId(system: CRM, id: "${401_000 + number}") { givenName vipTier customerNumber } }`,
  )

test('it is read with the record it belongs to, and null where it is not set', async () => {
  expect((await read(1)).data?.c).toEqual({
    givenName: 'Clara',
    vipTier: 'PLATINUM',
    customerNumber: 'C10010',
  })
  expect((await read(2)).data?.c).toMatchObject({ vipTier: null })
  await gateway.resetRequests()
  await read(1)
  expect((await gateway.requests()).hubspot).toEqual({ batchReadContacts: 1 })
})

test('when the CRM is down it is null with the rest of the record', async () => {
  await gateway.fault('hubspot', { kind: 'status', value: 503 })
  const { data, errors } = await read(1)
  await gateway.clearFaults()
  expect(data?.c).toEqual({ givenName: null, vipTier: null, customerNumber: 'C10010' })
  expect(errors?.map(({ extensions }) => extensions.paths)).toEqual([
    [
      ['c', 'givenName'],
      ['c', 'vipTier'],
    ],
  ])
})

test('clients see it in the schema', async () => {
  const { data } = await gateway.query('{ __type(name: "Customer") { fields { name } } }')
  expect(JSON.stringify(data)).toContain('"vipTier"')
})
