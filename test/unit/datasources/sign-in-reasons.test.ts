import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { businessCentral } from '../../../src/datasources/business-central/business-central.ts'
import { createLogger } from '../../../src/observability/logger.ts'
import { createSystemHealth } from '../../../src/observability/system-health.ts'
import { Secret } from '../../../src/secrets/secret.ts'
import { codeOf, openCall } from './transport/calls.ts'

const text = 'upstream-text-5c1'
const clientSecret = 'client-secret-77ab'

/** What log and health say of a token endpoint that answers so. */
async function signInAt(reply: { status: number; body: string; headers?: Record<string, string> }) {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(reply.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const lines: string[] = []
  const logger = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } })
  const health = createSystemHealth({ systems: ['ERP'], now: () => 1_000 })
  const datasource = businessCentral({
    tenant: 'tenant',
    environment: 'production',
    localCurrency: 'EUR',
    baseUrl: `${url}/api/v2.0`,
    tokenUrl: `${url}/token`,
    companyId: '3d0c2a4e-0000-4000-8000-000000000000',
    clientId: 'gateway',
    clientSecret: new Secret(clientSecret, 'a test'),
  }).open({
    system: 'ERP',
    now: () => 1_000,
    onEvent(event) {
      logger.upstream(event)
      health.listen(event)
    },
    warn: () => undefined,
    embeddedDatabase: null,
  })
  const list = datasource.records.get('Customer')!.list!
  await codeOf(list.load({ first: 1, after: null, filter: [], orderBy: null }, openCall()))
  await datasource.close()
  server.close()
  const { lastError, status } = health.of('ERP')
  const log = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  return { text: lines.join('\n'), told: log.find(({ msg }) => msg === 'sign-in'), lastError, status }
}

test.each([
  ['refuses', { status: 401, body: `{"error":"invalid_client","error_description":"${text}"}` }, 'AUTH'],
  ['is down', { status: 503, body: text }, 'UNAVAILABLE'],
  ['answers with a page', { status: 200, body: `<h1>${text}</h1>` }, 'BAD_RESPONSE'],
  ['answers without a token', { status: 200, body: `{"note":"${text}"}` }, 'BAD_RESPONSE'],
  ['leads elsewhere', { status: 307, body: text, headers: { location: `/${text}` } }, 'BAD_RESPONSE'],
])(
  'where the token endpoint %s, log and last error say why, and nothing of its text',
  async (_name, reply, failure) => {
    const { text: log, told, lastError, status } = await signInAt(reply)
    // A token that is not there is no matter of HTTP.
    const shown = reply.body.startsWith('{"note"') ? null : reply.status
    const code = failure === 'AUTH' ? 'UPSTREAM_AUTH' : `UPSTREAM_${failure}`
    expect(told).toMatchObject({ outcome: 'FAILED', failure, code, status: shown })
    expect(lastError).toEqual({
      code,
      operation: 'sign-in',
      at: 1_000,
      status: shown,
      upstreamRequestId: null,
    })
    expect(status).toBe('DOWN')
    expect(log + JSON.stringify(lastError)).not.toMatch(new RegExp(`${text}|${clientSecret}|127\\.0\\.0\\.1`))
  },
)
