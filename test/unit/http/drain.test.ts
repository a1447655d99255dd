import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { readJson, serveForTest, type TestServer } from './serve-for-test.ts'

const agents: Agent[] = []
afterEach(() => agents.splice(0).forEach((agent) => agent.destroy()))

/** A client with one connection, which it keeps. */
function keepAliveClient({ url }: TestServer) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  agents.push(agent)
  return async (path: string, body?: string) => {
    const headers = { 'x-api-key': 'good', 'content-type': 'application/json' }
    const sending = request(url + path, { agent, method: body ? 'POST' : 'GET', headers })
    sending.end(body)
    const [reply] = await once(sending, 'response')
    const { statusCode, headers: answered } = reply
    return { status: statusCode, connection: answered.connection, body: await text(reply) }
  }
}

/** A server whose every query waits until it is released. */
async function slowServer(times = {}) {
  const started = Promise.withResolvers<null>()
  const release = Promise.withResolvers<null>()
  const server = await serveForTest({
    times,
    executor: async () => {
      started.resolve(null)
      await release.promise
      return { data: { hello: 'late' } }
    },
  })
  return { server, started: started.promise, release: () => release.resolve(null) }
}

const hello = '{"query":"{ hello }"}'

test('a request under way is answered, on a connection that is closed after it', async () => {
  const { server, started, release } = await slowServer()
  const reply = keepAliveClient(server)('/graphql', hello)
  await started
  const closed = server.close()
  release()
  expect(await reply).toEqual({ status: 200, connection: 'close', body: '{"data":{"hello":"late"}}' })
  await closed
})

test('from the signal on it is not ready, yet answers what still comes on old connections and new ones', async () => {
  const server = await serveForTest({ times: { listenOnMs: 300, idleMs: 300 } })
  const ask = keepAliveClient(server)
  expect((await ask('/graphql', hello)).connection).toBe('keep-alive')
  const closed = server.close()
  expect(await ask('/graphql', hello)).toMatchObject({ status: 200, connection: 'close' })
  const ready = await ask('/readyz')
  expect(ready).toMatchObject({ status: 503, connection: 'close' })
  expect(JSON.parse(ready.body)).toEqual({ status: 'draining', store: 'up' })
  expect((await ask('/livez')).status).toBe(200)
  await closed
  await expect(ask('/livez')).rejects.toThrow('ECONNREFUSED')
})

test('a request on a kept connection is answered although new connections are refused already', async () => {
  const server = await serveForTest({ times: { idleMs: 5_000 } })
  const ask = keepAliveClient(server)
  await ask('/livez')
  const closed = server.close()
  await refused(server)
  expect(await ask('/graphql', hello)).toMatchObject({ status: 200, connection: 'close' })
  // Nothing is left to wait for.
  await closed
})

test('while requests come on kept connections, no other one is closed that the next may take', async () => {
  const server = await serveForTest({ times: { idleMs: 400 } })
  const kept = Array.from({ length: 5 }, () => keepAliveClient(server))
  for (const ask of kept) await ask('/livez')
  const closed = server.close()
  await refused(server)
  // The last is asked long after connections without a request would have been closed.
  for (const ask of kept) {
    await delay(200)
    expect(await ask('/graphql', hello)).toMatchObject({ status: 200, connection: 'close' })
  }
  await closed
})

test('connections without a request hold nothing up, whether they ever sent one or not', async () => {
  const server = await serveForTest()
  await keepAliveClient(server)('/livez')
  const silent = connect(Number(new URL(server.url).port), '127.0.0.1')
  await once(silent, 'connect')
  const ended = once(silent.resume(), 'close')
  const startedAt = performance.now()
  await server.close()
  await ended
  // To be held up would take the whole grace, 10 s.
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})

test('half a request is waited for', async () => {
  const server = await serveForTest()
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  socket.write('GET /livez HTTP/1.1\r\n')
  await once(socket, 'connect')
  // Read before the server is told to close: a connection that has sent nothing is not waited for.
  await keepAliveClient(server)('/livez')
  const closed = server.close()
  await refused(server)
  await delay(200)
  socket.write('host: x\r\n\r\n')
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close/i)
  await closed
})

test('requests sent one upon the other are all answered', async () => {
  const { server, started, release } = await slowServer()
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  const head = 'host: x\r\nx-api-key: good\r\ncontent-type: application/json'
  socket.write(`POST /graphql HTTP/1.1\r\n${head}\r\ncontent-length: ${hello.length}\r\n\r\n${hello}`)
  socket.write('GET /livez HTTP/1.1\r\nhost: x\r\n\r\n')
  await started
  await delay(50)
  const closed = server.close()
  release()
  const replies = (await text(socket)).split(/(?=HTTP\/1\.1 )/)
  expect(replies).toEqual([
    expect.stringMatching(/^HTTP\/1\.1 200 [\s\S]*late/),
    expect.stringMatching(/^HTTP\/1\.1 200 [\s\S]*live/),
  ])
  await closed
})

test('what takes longer than the grace is ended, and the log says how many', async () => {
  const { server, started, release } = await slowServer()
  const reply = keepAliveClient(server)('/graphql', hello).catch(String)
  await started
  await server.close(200)
  expect(await reply).toMatch(/socket hang up|ECONNRESET/)
  expect(server.log.map(({ msg }) => msg)).toContainEqual(expect.stringMatching(/^1 requests? .*cut off/))
  release()
})

test.each([
  [{ store: 'up', degraded: false } as const, 'ready'],
  [{ store: 'down', degraded: false } as const, 'degraded'],
  [{ store: 'up', degraded: true } as const, 'degraded'],
])('once started it is ready with %j, and says so', async (health, status) => {
  const server = await serveForTest({ health: () => health, ready: false })
  const early = await fetch(`${server.url}/readyz`)
  expect([early.status, await readJson(early)]).toEqual([503, { status: 'starting', store: health.store }])
  await server.makeReady()
  const reply = await fetch(`${server.url}/readyz`)
  expect([reply.status, await readJson(reply)]).toEqual([200, { status, store: health.store }])
  await server.close()
})

/** Waits until no new connection is accepted. */
async function refused({ url }: TestServer): Promise<void> {
  for (;;) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    const accepted = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (!accepted) return
  }
}
