import { performance } from 'node:perf_hooks'
import { serveSimulator } from '../../../support/serve-simulator.ts'
import type { ServedSimulator } from '../../../support/serve-simulator.ts'
import { createEchoSimulator } from './echo-simulator.ts'

let served: ServedSimulator
let draws: number[] = []

beforeEach(async () => {
  served = await serveSimulator({ simulator: createEchoSimulator(), random: () => draws.shift() ?? 0.5 })
})
afterEach(() => served.close())

const post = (fault: unknown) => served.call('POST', '/__sandbox/faults', { body: fault })
const put = (id: string) => served.call('PUT', `/things/${id}`, { body: 'x' })
const get = (id: string) => served.call('GET', `/things/${id}`)

test('latency delays the reply and changes nothing else', async () => {
  await post({ operation: 'putThing', kind: 'latency', value: 80 })
  const begun = performance.now()
  expect((await put('a')).status).toBe(200)
  expect(performance.now() - begun).toBeGreaterThanOrEqual(75)
})

test('status answers with the vendor’s own body and does not apply', async () => {
  await post({ operation: 'putThing', kind: 'status', value: 503 })
  expect(await put('a')).toMatchObject({ status: 503, body: { echo: 'fault' } })
  expect((await get('a')).status).toBe(404)
})

test('rateLimit is the vendor’s own refusal', async () => {
  await post({ operation: '*', kind: 'rateLimit' })
  const reply = await get('a')
  expect(reply).toMatchObject({ status: 429, body: { echo: 'slow down' } })
  expect(reply.headers.get('retry-after')).toBe('1')
})

test('garbage is HTML with status 200', async () => {
  await post({ operation: '*', kind: 'garbage' })
  const reply = await get('a')
  expect(reply.status).toBe(200)
  expect(reply.headers.get('content-type')).toContain('text/html')
  expect(reply.body).toContain('<html>')
})

test('reset breaks the connection before anything is applied', async () => {
  await post({ operation: 'putThing', kind: 'reset', count: 1 })
  await expect(put('a')).rejects.toThrow()
  expect((await get('a')).status).toBe(404)
})

test('dropAfterApply breaks the connection after it is applied', async () => {
  await post({ operation: 'putThing', kind: 'dropAfterApply', count: 1 })
  await expect(put('a')).rejects.toThrow()
  expect((await get('a')).status).toBe(200)
})

test('a path keeps a fault to the calls of one record', async () => {
  await post({ operation: '*', kind: 'status', path: '/a', value: 503 })
  expect((await put('a')).status).toBe(503)
  expect((await put('b')).status).toBe(200)
})

test('truncate promises the whole body and sends half of it', async () => {
  await post({ operation: 'putThing', kind: 'truncate', count: 1 })
  await expect(put('a')).rejects.toThrow()
  expect((await get('a')).status).toBe(200)
})

test('expireToken makes what was issued invalid', async () => {
  await post({ operation: 'getThing', kind: 'expireToken', count: 1 })
  expect((await get('a')).status).toBe(401)
})

test('count says how often a fault fires', async () => {
  await post({ operation: '*', kind: 'status', value: 500, count: 2 })
  expect([(await put('a')).status, (await put('a')).status, (await put('a')).status]).toEqual([500, 500, 200])
})

test('probability is drawn for each call', async () => {
  await post({ operation: '*', kind: 'status', value: 500, probability: 0.3 })
  draws = [0.29, 0.3, 0.1]
  expect([(await put('a')).status, (await put('a')).status, (await put('a')).status]).toEqual([500, 200, 500])
})

test('a fault hits its operation only, and none after DELETE', async () => {
  await post({ operation: 'putThing', kind: 'status', value: 500 })
  expect((await get('a')).status).toBe(404)
  await served.call('DELETE', '/__sandbox/faults')
  expect((await put('a')).status).toBe(200)
})

test('latency and a decisive fault go together', async () => {
  await post({ operation: '*', kind: 'latency', value: 50 })
  await post({ operation: '*', kind: 'status', value: 502 })
  const begun = performance.now()
  expect((await get('a')).status).toBe(502)
  expect(performance.now() - begun).toBeGreaterThanOrEqual(45)
})

test.each([
  ['no JSON', 'nonsense', 'not JSON'],
  ['an array', [], 'one JSON object'],
  ['an unknown operation', { operation: 'fly', kind: 'reset' }, 'putThing'],
  ['an unknown kind', { operation: '*', kind: 'fire' }, 'dropAfterApply'],
  ['latency without milliseconds', { operation: '*', kind: 'latency' }, 'milliseconds'],
  ['a status that is none', { operation: '*', kind: 'status', value: 42 }, '200 to 599'],
  ['a probability above 1', { operation: '*', kind: 'reset', probability: 2 }, 'probability'],
  ['a count of 0', { operation: '*', kind: 'reset', count: 0 }, 'count'],
  ['an unknown member', { operation: '*', kind: 'reset', times: 3 }, 'times'],
])('%s is refused with a reason', async (_, body, reason) => {
  const reply = await post(body)
  expect(reply).toMatchObject({ status: 400, body: { error: expect.stringContaining(reason) as string } })
  expect((await served.call('GET', '/__sandbox/faults')).body).toEqual({ faults: [] })
})
