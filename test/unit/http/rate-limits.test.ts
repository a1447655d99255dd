import { anonymous } from '../../../src/auth/held-roles.ts'
import type { Redis } from '../../../src/redis/create-redis.ts'
import { readJson, serveForTest, type TestServer } from './serve-for-test.ts'

let server: TestServer
afterEach(() => server.close())

const hello = { query: '{ hello }' }
const statusesOf = async (count: number, headers: Record<string, string> = {}) => {
  const statuses: number[] = []
  for (let i = 0; i < count; i++) statuses.push((await server.post(hello, headers)).status)
  return statuses
}

test('a caller who asks too often is told when to come again, and it is on record', async () => {
  server = await serveForTest({ limits: { requestsPerMinutePerCaller: 2 } })
  expect(await statusesOf(2)).toEqual([200, 200])
  const reply = await server.post(hello)
  const { errors } = await readJson(reply)
  expect(reply.status).toBe(429)
  expect(errors[0]).toMatchObject({
    message: 'More than 2 requests a minute of this caller. Wait, then go slower.',
    extensions: {
      code: 'RATE_LIMITED',
      retryable: true,
      retryAfter: Number(reply.headers.get('retry-after')),
    },
  })
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(50)
  expect(Number(reply.headers.get('retry-after'))).toBeLessThanOrEqual(60)
  expect(server.log.at(-2)).toMatchObject({ msg: 'denied', kind: 'rate', principal: 'tester' })
})

test('a caller is counted from all addresses together', async () => {
  server = await serveForTest({ limits: { requestsPerMinutePerCaller: 2 }, trustedProxies: ['127.0.0.1'] })
  const from = (address: string) => statusesOf(1, { 'x-forwarded-for': address })
  expect([await from('192.0.2.1'), await from('192.0.2.2'), await from('192.0.2.3')]).toEqual([
    [200],
    [200],
    [429],
  ])
})

test('callers without a credential are counted by their addresses, not as one', async () => {
  server = await serveForTest({ limits: { requestsPerMinutePerCaller: 1 }, anonymous })
  const ask = () =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(hello),
    })
  expect([(await ask()).status, (await ask()).status]).toEqual([200, 200])
})

test('an address is the one that a trusted proxy says; of any other it is a claim', async () => {
  server = await serveForTest({ limits: { requestsPerMinute: 1 }, trustedProxies: ['127.0.0.0/8'] })
  const from = (address: string) => statusesOf(1, { 'x-forwarded-for': address })
  expect([await from('192.0.2.1'), await from('192.0.2.2'), await from('192.0.2.1')]).toEqual([
    [200],
    [200],
    [429],
  ])
  await server.close()
  server = await serveForTest({ limits: { requestsPerMinute: 1 } })
  expect([await from('192.0.2.1'), await from('192.0.2.2')]).toEqual([[200], [429]])
})

test('after too many failed authentications an address is not heard, whatever it sends, for the rest of its minute', async () => {
  let now = Date.now()
  server = await serveForTest({ limits: { failedAuthenticationsPerMinute: 3 }, now: () => now })
  expect(await statusesOf(3, { 'x-api-key': 'guess' })).toEqual([401, 401, 401])
  const reply = await server.post(hello, { 'x-api-key': 'good' })
  expect([reply.status, (await readJson(reply)).errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED'])
  expect(server.log.map(({ kind }) => kind).filter(Boolean)).toEqual([
    'authentication',
    'authentication',
    'authentication',
    'rate',
  ])
  now += 60_000
  expect(await statusesOf(1)).toEqual([200])
})

test('good credentials never count as failures', async () => {
  server = await serveForTest({ limits: { failedAuthenticationsPerMinute: 1 } })
  expect(await statusesOf(3)).toEqual([200, 200, 200])
})

describe('with a Redis', () => {
  const redisThat = (send: Redis['send'], isUp = () => true): Redis => ({
    send,
    isUp,
    close: () => undefined,
  })

  test('that hangs, a request is answered in time, and the replica’s own count decides', async () => {
    const redis = redisThat(() => new Promise(() => undefined))
    server = await serveForTest({ redis, limits: { requestsPerMinutePerCaller: 2 } })
    await server.post('warm-up')
    const startedAt = performance.now()
    expect(await statusesOf(2)).toEqual([200, 429])
    // Two limits, two requests, 50 ms each at most, and what a busy machine adds: a wait for Redis would never end.
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  test.each<[what: string, redis: Redis]>([
    ['fails', redisThat(() => Promise.reject(new Error('ECONNREFUSED')))],
    ['answers nonsense', redisThat(() => Promise.resolve(['x', null, 3]))],
    [
      'is down',
      redisThat(
        () => Promise.reject(new Error('asked while down')),
        () => false,
      ),
    ],
  ])('that %s, the replica’s own count decides, and no client sees an error', async (_what, redis) => {
    server = await serveForTest({ redis, limits: { requestsPerMinute: 2 } })
    expect(await statusesOf(3)).toEqual([200, 200, 429])
  })
})
