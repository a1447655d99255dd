import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createBusinessCentral } from '../../../../sandbox/business-central.ts'
import { sandboxConnection } from '../../../../sandbox/connection.ts'
import { createWorld } from '../../../../sandbox/world/create-world.ts'
import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import { serveSimulator, type ServedSimulator } from '../../../support/serve-simulator.ts'

/** `customer.creditLimit` → its type, and whether nobody sets it. */
function propertiesIn(model: string): Map<string, { type: string; isComputed: boolean }> {
  const types = [...model.matchAll(/<EntityType Name="(\w+)">(.*?)<\/EntityType>/gs)]
  return new Map(
    types.flatMap(([, entity = '', body = '']) =>
      [...body.matchAll(/<Property Name="(\w+)" Type="([\w.]+)"[^>]*?(?:\/>|>(.*?)<\/Property>)/gs)].map(
        ([, name = '', type = '', inside = '']): [string, { type: string; isComputed: boolean }] => [
          `${entity}.${name}`,
          { type, isComputed: inside.includes('Core.V1.Computed') },
        ],
      ),
    ),
  )
}

describeNeeding(needsFolder(specsFolder), "Business Central's $metadata in the sandbox", () => {
  const { clientId, clientSecret, scope } = sandboxConnection().businessCentral
  let served: ServedSimulator
  let model: string
  let reply: Awaited<ReturnType<ServedSimulator['call']>>

  beforeAll(async () => {
    served = await serveSimulator({
      simulator: createBusinessCentral({ world: createWorld(), now: Date.now }),
    })
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope,
    })
    const issued = await served.call('POST', '/sandbox/oauth2/v2.0/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    })
    const { access_token: token } = issued.body as { access_token: string }
    reply = await served.call('GET', '/v2.0/sandbox/production/api/v2.0/$metadata', {
      headers: { authorization: `Bearer ${token}` },
    })
    model = String(reply.body)
  })
  afterAll(() => served.close())

  test('is XML, for whoever has a token', async () => {
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/xml'])
    const refused = await served.call('GET', '/v2.0/sandbox/production/api/v2.0/$metadata')
    expect(refused.status).toBe(401)
  })

  test("has no property that the vendor's description has with another type or another word on setting it", () => {
    const file = join(specsFolder, 'ms-business-central/bc-v2.0.derived.edmx.xml')
    const described = propertiesIn(readFileSync(file, 'utf8'))
    const own = propertiesIn(model)
    const shared = [...own].filter(([name]) => described.has(name))
    expect(shared.length).toBeGreaterThan(100)
    const different = shared.flatMap(([name, property]) => {
      const theirs = described.get(name)
      // Of what the sandbox only reads, nobody sets anything.
      const isWritten = /^(customer|item|salesOrder|salesOrderLine)\./.test(name)
      const isSame =
        theirs?.type === property.type && (!isWritten || theirs.isComputed === property.isComputed)
      return isSame ? [] : [`${name}: ${JSON.stringify(property)}, not ${JSON.stringify(theirs)}`]
    })
    expect(different).toEqual([])
  })

  test('has every property that records of the sandbox have', async () => {
    const own = propertiesIn(model)
    for (const [set, entity] of [
      ['customers', 'customer'],
      ['items', 'item'],
      ['salesOrders', 'salesOrder'],
    ] as const) {
      const records = await served.call('GET', `/__sandbox/records/${set}`)
      const [record = {}] = (records.body as { records?: Record<string, unknown>[] }).records ?? [
        records.body as object,
      ]
      expect(Object.keys(record as object).length).toBeGreaterThan(0)
      for (const name of Object.keys(record as object).filter((one) => !one.startsWith('@')))
        expect([...own.keys()]).toContain(`${entity}.${name}`)
    }
  })
})
