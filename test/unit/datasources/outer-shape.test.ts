import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { businessCentral } from '../../../src/datasources/business-central/business-central.ts'
import type { DatasourceDefinition } from '../../../src/datasources/define-datasource.ts'
import { hubspot } from '../../../src/datasources/hubspot/hubspot.ts'
import { opera } from '../../../src/datasources/opera/opera.ts'
import { tryton } from '../../../src/datasources/tryton/tryton.ts'
import type { UpstreamEvent } from '../../../src/observability/upstream-event.ts'
import { Secret } from '../../../src/secrets/secret.ts'
import { codeOf, openCall } from './transport/calls.ts'

const secret = new Secret('invented', 'a test')
const company = '3d0c2a4e-0000-4000-8000-000000000000'

/** Each vendor that speaks HTTP, on a server at `url`, and an id that it can have. */
const vendors: Record<string, { define: (url: string) => DatasourceDefinition; id: string }> = {
  HubSpot: { define: (baseUrl) => hubspot({ token: secret, baseUrl }), id: '1' },
  'Business Central': {
    define: (url) =>
      businessCentral({
        tenant: 'tenant',
        environment: 'production',
        localCurrency: 'EUR',
        baseUrl: url,
        tokenUrl: `${url}/token`,
        companyId: company,
        clientId: 'gateway',
        clientSecret: secret,
      }),
    id: company,
  },
  OPERA: {
    define: (baseUrl) =>
      opera({
        baseUrl,
        clientId: 'gateway',
        clientSecret: secret,
        appKey: secret,
        hotels: [{ code: 'H1', timeZone: 'Europe/Vienna' }],
      }),
    id: '1',
  },
  Tryton: {
    define: (url) =>
      tryton({ url: `${url}/db/`, user: 'gateway', password: secret, currency: 'EUR', warehouse: 'WH' }),
    id: '1',
  },
}

const replies: [name: string, body: string, status?: number][] = [
  ['a page', '<h1>Welcome</h1>'],
  ['broken JSON', '{"results":[}'],
  ['an empty body', ''],
  ['an empty body, accepted', '', 202],
  ['null', 'null'],
  ['a text', '"value"'],
  ['a number', '5'],
  ['a bare list', '[]'],
  ['a list of lists', '[[{"id":"1"}]]'],
  ['an object with other members', '{"unexpected":[{"id":"1"}]}'],
  [
    'other types in the members',
    '{"results":{"id":"1"},"value":"1","profiles":[],"reservations":7,"result":5}',
  ],
  [
    'records that are none',
    '{"results":["1"],"value":["1"],"profiles":{"profileInfo":["1"]},"result":["1"]}',
  ],
  ['a part', '{"results":[],"value":[],"profiles":{"profileInfo":[]},"result":[]}', 206],
]

describe.each(Object.entries(vendors))('%s', (name, { define, id }) => {
  let answer: { body: string; status: number }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const isLogIn = Buffer.concat(chunks).includes('common.db.login')
      const isToken = (request.url ?? '').includes('token')
      const signIn = isLogIn ? { result: [1, 'session'] } : { access_token: 'token', expires_in: 3_600 }
      const { body, status } = isLogIn || isToken ? { body: JSON.stringify(signIn), status: 200 } : answer
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
  })
  let url: string
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server.close())

  async function load() {
    const events: UpstreamEvent[] = []
    const datasource = define(url).open({
      system: 'ERP',
      now: Date.now,
      onEvent: (event) => events.push(event),
      warn: () => undefined,
      embeddedDatabase: null,
    })
    const { byId } = datasource.records.get('Customer')!
    const code = await codeOf(byId!.load([id], openCall()))
    await datasource.close()
    return { code, drifts: events.filter(({ type }) => type === 'DRIFT') }
  }

  test.each(replies)('a reply that is %s is a bad response', async (_reply, body, status = 200) => {
    answer = { body, status }
    expect(await load()).toEqual({ code: 'UPSTREAM_BAD_RESPONSE', drifts: [] })
  })

  // Tryton's first reply is about the account, and has no record.
  if (name === 'Tryton') return
  test('a record that lacks a path within is a drift, which is told of', async () => {
    const body = '{"results":[{"name":"x"}],"value":[{"name":"x"}],"profiles":{"profileInfo":[{"name":"x"}]}}'
    answer = { body, status: 200 }
    expect(await load()).toMatchObject({ code: 'UPSTREAM_SCHEMA_DRIFT', drifts: [{ field: 'id' }] })
  })
})
