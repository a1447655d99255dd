import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLogger } from '../../../src/observability/logger.ts'
import { createObservers, type Observers } from '../../../src/observability/observers.ts'
import type { IssuerKeysEvent } from '../../../src/observability/token-event.ts'
import { Secret } from '../../../src/secrets/secret.ts'

const posted: { text: string; alert: { key: string; status: string } }[] = []
const webhook = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    posted.push(JSON.parse(body))
    response.end()
  })
})
const logged: Record<string, unknown>[] = []
let observers: Observers

beforeAll(async () => {
  await new Promise((resolve) => webhook.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = webhook.address() as AddressInfo
  observers = createObservers({
    systems: new Map(),
    issuers: ['auth.issuers.0', 'auth.issuers.1'],
    alertsWebhook: new Secret(`http://127.0.0.1:${port}/`, 'test'),
    logger: createLogger({
      level: 'info',
      destination: { write: (line) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
    }),
    now: Date.now,
  })
})
afterAll(async () => {
  await observers.close()
  webhook.closeAllConnections()
  webhook.close()
})

const failed = (failuresInARow: number, usableUntil: number | null): IssuerKeysEvent => ({
  type: 'ISSUER_KEYS',
  issuer: 'auth.issuers.1',
  outcome: 'FAILED',
  problem: 'STATUS',
  status: 502,
  failuresInARow,
  usableUntil,
})
const read: IssuerKeysEvent = { type: 'ISSUER_KEYS', issuer: 'auth.issuers.1', outcome: 'OK', keys: 2 }

/** What was posted once so many messages were. */
async function alertsAfter(count: number): Promise<string[]> {
  for (const until = Date.now() + 60_000; posted.length < count && Date.now() < until;)
    await new Promise((resolve) => setTimeout(resolve, 10))
  return posted.map(({ alert }) => `${alert.status} ${alert.key}`)
}

test('an issuer that fails without keys is told at once, one with keys at the second failure, and each once over', async () => {
  const until = Date.parse('2026-11-29T08:00:00Z')
  observers.token(failed(1, until))
  observers.token(read)
  observers.token(failed(1, until))
  observers.token(failed(2, until))
  observers.token(failed(3, until))
  observers.token(read)
  observers.token(failed(1, null))
  expect(await alertsAfter(3)).toEqual([
    'FIRING ISSUER_DOWN:auth.issuers.1',
    'RESOLVED ISSUER_DOWN:auth.issuers.1',
    'FIRING ISSUER_DOWN:auth.issuers.1',
  ])
  expect(posted[0]?.text).toMatch(/auth\.issuers\.1.*STATUS.*accepted until 2026-11-29T08:00:00\.000Z/)
  expect(posted[2]?.text).toMatch(/503/)
})

test('the log says where, what kind of failure, and until when older keys serve', () => {
  expect(logged[0]).toMatchObject({
    msg: 'issuer keys',
    level: 40,
    issuer: 'auth.issuers.1',
    outcome: 'FAILED',
    problem: 'STATUS',
    status: 502,
    failuresInARow: 1,
    usableUntil: '2026-11-29T08:00:00.000Z',
  })
  expect(logged[1]).toMatchObject({ msg: 'issuer keys', level: 30, outcome: 'OK', keys: 2 })
})

test('decisions and readings are counted, from 0 on', async () => {
  observers.token({ type: 'TOKEN', outcome: 'EXPIRED' })
  const text = await observers.metrics.text()
  expect(text).toContain('headwater_token_decisions_total{outcome="EXPIRED"} 1\n')
  expect(text).toContain('headwater_token_decisions_total{outcome="SIGNATURE"} 0\n')
  expect(text).toContain('headwater_token_decisions_total{outcome="KEYS_UNAVAILABLE"} 0\n')
  expect(text).toContain('headwater_token_key_reads_total{issuer="auth.issuers.0",outcome="FAILED"} 0\n')
  expect(text).toContain('headwater_token_key_reads_total{issuer="auth.issuers.1",outcome="FAILED"} 5\n')
})
