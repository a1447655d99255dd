import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { startFaultProxy, type FaultProxy } from '../../../src/conformance/fault-proxy.ts'

let upstream: Server
let upstreamUrl: string
let proxy: FaultProxy
let applied: string[] = []

beforeAll(async () => {
  upstream = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      applied.push(`${request.method} ${request.url} ${Buffer.concat(chunks).toString('hex')}`)
      response.writeHead(207, {
        'content-type': 'application/json',
        'x-seen-host': String(request.headers.host),
        'x-key': String(request.headers['x-api-key']),
        link: `<${upstreamUrl}/next>; rel="next"`,
      })
      response.end(JSON.stringify({ next: `${upstreamUrl}/next`, name: 'Größe 🌊' }))
    })
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
})
afterAll(() => {
  upstream.closeAllConnections()
  upstream.close()
})
beforeEach(async () => {
  applied = []
  proxy = await startFaultProxy({
    target: `${upstreamUrl}/v2`,
    operationOf: ({ method, path }) => `${method} ${path}`,
  })
})
afterEach(() => proxy.close())

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(5)
}

const get = (path: string, options: RequestInit = {}) => fetch(proxy.url + path, options)

test('what goes through arrives as it was sent, and its answer as it was given', async () => {
  const body = Buffer.from([0, 255, 128, 13, 10])
  const reply = await get('/members?ids=M1%2CM2', { method: 'POST', body, headers: { 'x-api-key': 'key' } })
  expect(applied).toEqual(['POST /v2/members?ids=M1%2CM2 00ff800d0a'])
  expect(reply.status).toBe(207)
  expect(reply.headers.get('x-key')).toBe('key')
  expect(reply.headers.get('x-seen-host')).toBe(new URL(upstreamUrl).host)
  expect(await reply.json()).toMatchObject({ name: 'Größe 🌊' })
})

test('links of the upstream to itself lead back through the proxy', async () => {
  const reply = await get('/members')
  const { origin } = new URL(proxy.url)
  expect(reply.headers.get('link')).toBe(`<${origin}/next>; rel="next"`)
  expect(await reply.json()).toMatchObject({ next: `${origin}/next` })
})

test('requests are counted by operation until they are forgotten', async () => {
  for (const path of ['/a', '/a?x=1', '/b']) await get(path)
  expect(await proxy.requests()).toEqual({ 'GET /v2/a': 2, 'GET /v2/b': 1 })
  await proxy.forget()
  expect(await proxy.requests()).toEqual({})
  expect(await proxy.measure()).toEqual({ mostAtOnce: 0, requests: [] })
})

test('it says what it was asked in plain text', async () => {
  await get('/a?ids=M1%2CM2', { method: 'POST', body: 'x=%C3%BC' })
  expect((await proxy.measure()).requests).toEqual(['POST /v2/a ?ids=M1,M2 x=ü'])
})

test.each([
  [{ kind: 'status', value: 503 }, 503, /Failed at/],
  [{ kind: 'rateLimit' }, 429, /Failed at/],
  [{ kind: 'garbage' }, 200, /It works!/],
  [
    { kind: 'reply', reply: { status: 200, contentType: 'text/xml', body: '<closed/>' } },
    200,
    /^<closed\/>$/,
  ],
])('%j is answered without the upstream, until it is healed', async (fault, status, text) => {
  await proxy.fail({ operation: '*', ...fault })
  const reply = await get('/a')
  expect([reply.status, await reply.text()]).toEqual([status, expect.stringMatching(text)])
  expect(applied).toEqual([])
  await proxy.heal()
  expect((await get('/a')).status).toBe(207)
})

test('a reset reaches nobody', async () => {
  await proxy.fail({ operation: '*', kind: 'reset' })
  await expect(get('/a')).rejects.toThrow()
  expect(applied).toEqual([])
})

test('a lost answer is lost after the upstream has done it', async () => {
  await proxy.fail({ operation: '*', kind: 'dropAfterApply' })
  await expect(get('/a')).rejects.toThrow()
  expect(applied).toEqual(['GET /v2/a '])
})

test('half an answer promises the whole', async () => {
  await proxy.fail({ operation: '*', kind: 'truncate' })
  const reply = await get('/a')
  expect(reply.status).toBe(207)
  await expect(reply.text()).rejects.toThrow()
})

test('a fault of one operation leaves the others alone, and happens as often as it was ordered', async () => {
  await proxy.fail({ operation: 'GET /v2/a', kind: 'status', value: 500, count: 2 })
  const statuses = []
  for (const path of ['/b', '/a', '/a', '/a']) statuses.push((await get(path)).status)
  expect(statuses).toEqual([207, 500, 500, 207])
})

test('it measures how many requests are under way at once', async () => {
  await proxy.fail({ operation: '*', kind: 'latency', value: 50 })
  await Promise.all(['/a', '/b', '/c'].map((path) => get(path)))
  expect((await proxy.measure()).mostAtOnce).toBe(3)
  await proxy.forget()
  for (const path of ['/a', '/b', '/c']) await get(path)
  expect((await proxy.measure()).mostAtOnce).toBe(1)
})

test('a request that nobody waits for any more is not under way', async () => {
  await proxy.fail({ operation: '*', kind: 'latency', value: 60_000 })
  const caller = new AbortController()
  const asked = expect(get('/a', { signal: caller.signal })).rejects.toThrow()
  await until(async () => (await proxy.measure()).mostAtOnce === 1)
  caller.abort()
  await asked
  await proxy.heal()
  await until(async () => {
    await proxy.forget()
    return (await proxy.measure()).mostAtOnce === 0
  })
  await get('/b')
  expect((await proxy.measure()).mostAtOnce).toBe(1)
})

test('an upstream that is away looks away', async () => {
  const nobody = await startFaultProxy({ target: 'http://127.0.0.1:9', operationOf: () => 'any' })
  await expect(fetch(nobody.url)).rejects.toThrow()
  await nobody.close()
})
