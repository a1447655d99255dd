import { setTimeout as delay } from 'node:timers/promises'
import { connect } from 'node:net'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { hashText } from '../../../src/operations/manifest.ts'
import { createOperationRegistry } from '../../../src/operations/registry.ts'
import { anonymous } from '../../../src/auth/held-roles.ts'
import { nobody } from '../../support/nobody.ts'
import { openSocket, type GraphqlSocket, type Handshake } from '../../support/graphql-socket.ts'
import { serveForTest, type TestServer } from './serve-for-test.ts'
import { createTicking, type Ticking } from './ticking.ts'

const query = 'subscription News { news }'
let server: TestServer
let ticking: Ticking
const sockets: GraphqlSocket[] = []

async function start(options: Parameters<typeof serveForTest>[0] = {}): Promise<void> {
  ticking = createTicking()
  server = await serveForTest({ subscriber: ticking.subscriber, ...options })
}
afterEach(async () => {
  for (const { raw } of sockets.splice(0)) raw.terminate()
  await server.close(0)
})

async function connectTo(path = '/graphql', handshake: Handshake = {}): Promise<GraphqlSocket> {
  const socket = await openSocket(`${server.url}${path}`, handshake)
  sockets.push(socket)
  return socket
}
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await delay(5)
}
const denials = () => server.log.filter(({ msg }) => msg === 'denied').map(({ kind }) => kind)

test('a browser says who it is in connection_init, gets each result, and the end', async () => {
  await start()
  const socket = await connectTo()
  await socket.enter()
  socket.subscribe('1', query)
  await until(() => ticking.open() === 1)
  ticking.tell('one')
  expect(await socket.hear()).toEqual({ id: '1', type: 'next', payload: { data: { news: 'one' } } })
  ticking.tell('two')
  expect(await socket.hear()).toMatchObject({ payload: { data: { news: 'two' } } })
  ticking.finish()
  expect(await socket.hear()).toEqual({ id: '1', type: 'complete' })
  expect(ticking.requests[0]?.context.principal.id).toBe('tester')
})

test('a program says it in a header, and a bad key is refused as everywhere, before there is a socket', async () => {
  await start()
  const socket = await connectTo('/graphql', { headers: { 'x-api-key': 'good' } })
  await socket.enter({})
  const refused = connectTo('/graphql', { headers: { 'x-api-key': 'bad' } })
  await expect(refused).rejects.toThrow(/^401: .*UNAUTHENTICATED/)
  expect(denials()).toEqual(['authentication'])
})

test.each<[what: string, payload: object | null, handshake: Handshake]>([
  ['a key that is not known', { 'x-api-key': 'bad' }, {}],
  ['no credential', {}, {}],
  ['a key that is no text', { 'x-api-key': ['good'] }, {}],
  ['two credentials', { 'x-api-key': 'good', authorization: 'Bearer x' }, {}],
  ['one key twice', { 'x-api-key': 'good', 'X-API-Key': 'good' }, {}],
  ['one in the handshake and one here', { 'x-api-key': 'good' }, { headers: { 'x-api-key': 'good' } }],
])('%s in connection_init ends the socket for good: 4401', async (_what, payload, handshake) => {
  await start()
  const socket = await connectTo('/graphql', handshake)
  socket.say({ type: 'connection_init', payload })
  expect(await socket.closed).toMatchObject({ code: 4401 })
})

test('a key in the URL is refused, even a good one', async () => {
  await start()
  await expect(connectTo('/graphql?x-api-key=good')).rejects.toThrow(/^401: .*not accepted in the URL/)
  expect(denials()).toEqual(['authentication'])
})

test('what failed counts against the address, here as everywhere', async () => {
  await start({ limits: { failedAuthenticationsPerMinute: 1 } })
  const socket = await connectTo()
  socket.say({ type: 'connection_init', payload: { 'x-api-key': 'bad' } })
  await socket.closed
  const another = await connectTo()
  another.say({ type: 'connection_init', payload: { 'x-api-key': 'good' } })
  expect(await another.closed).toMatchObject({ code: 1013 })
  expect((await server.post({ query: '{ hello }' })).status).toBe(429)
})

test('while it cannot be known who it is, clients are to come again', async () => {
  const authenticate = () => Promise.reject(new GatewayError('STORE_UNAVAILABLE', 'The store is away.'))
  await start({ authenticate })
  const socket = await connectTo()
  socket.say({ type: 'connection_init' })
  expect(await socket.closed).toEqual({ code: 1013, reason: 'The store is away.' })
})

test('who says nothing, or subscribes before saying who it is, is shut out', async () => {
  await start({ times: { initMs: 50 } })
  const silent = await connectTo()
  expect(await silent.closed).toMatchObject({ code: 4408 })
  const hasty = await connectTo()
  hasty.subscribe('1', query)
  expect(await hasty.closed).toMatchObject({ code: 4401 })
  expect(ticking.requests).toEqual([])
})

test('where callers without a credential are served, they need none', async () => {
  await start({ anonymous })
  const socket = await connectTo()
  await socket.enter({})
})

test('a page of another origin cannot connect; ours, and those of the config, can', async () => {
  await start({ corsOrigins: ['https://app.example.com'] })
  for (const origin of ['https://evil.example', 'null', 'https://app.example.com.evil.example'])
    await expect(connectTo('/graphql', { origin })).rejects.toThrow(/^403: .*corsOrigins/)
  expect(denials()).toEqual(['origin', 'origin', 'origin'])
  for (const origin of ['https://app.example.com', server.url]) {
    const socket = await connectTo('/graphql', { origin })
    await socket.enter()
  }
})

test('there is no socket at another address, nor before the gateway is ready', async () => {
  await start({ ready: false })
  await expect(connectTo()).rejects.toThrow(/^503: /)
  await server.makeReady()
  await expect(connectTo('/')).rejects.toThrow()
  await expect(connectTo('/graphql/stream')).rejects.toThrow()
  await expect(connectTo('/elsewhere')).rejects.toThrow(/^404: /)
})

test('another protocol on the socket is not spoken', async () => {
  await start()
  // A server that chooses none has the client end it.
  await expect(connectTo('/graphql', { protocol: 'graphql-ws' })).rejects.toThrow()
})

test.each([
  ['a query', '{ hello }', 'BAD_USER_INPUT', /for subscriptions only/],
  ['what cannot be parsed', 'subscription {', 'GRAPHQL_PARSE_FAILED', /Syntax/],
  ['what does not fit the schema', 'subscription { no }', 'GRAPHQL_VALIDATION_FAILED', /Cannot query/],
  ['two root fields', 'subscription { news again: news }', 'GRAPHQL_VALIDATION_FAILED', /only one/],
  ['the schema', 'subscription { __schema { description } }', 'GRAPHQL_VALIDATION_FAILED', /introspection/],
  [
    'too many directives',
    `subscription { news ${'@skip(if: false) '.repeat(11)} }`,
    'BAD_USER_INPUT',
    /directives/,
  ],
  ['two operations', `${query} subscription Other { news }`, 'BAD_USER_INPUT', /operationName/],
])('%s is refused, and the socket goes on', async (_what, document, code, message) => {
  await start()
  const socket = await connectTo()
  await socket.enter()
  socket.subscribe('1', document)
  const [error] = (await socket.hear()).payload as { message: string; extensions: Record<string, unknown> }[]
  expect(error?.message).toMatch(message)
  expect(error?.extensions).toMatchObject({ code, requestId: expect.stringMatching(/:2$/) })
  socket.subscribe('1', query)
  await until(() => ticking.open() === 1)
})

test('only registered operations are followed where nothing else is served, by id or by text', async () => {
  const id = hashText(query)
  const registry = createOperationRegistry([{ id, name: 'News', type: 'subscription', body: query }])
  await start({ operations: { registry, only: true } })
  const socket = await connectTo()
  await socket.enter()
  socket.subscribe('1', 'subscription Another { news }')
  expect(await socket.hear()).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'FORBIDDEN' } }],
  })
  expect(denials()).toEqual(['unregistered'])
  socket.subscribe('2', '', { extensions: { persistedQuery: { version: 1, sha256Hash: id } } })
  socket.subscribe('3', query)
  await until(() => ticking.open() === 2)
})

test('an error of ours is shown with an id, and nothing of what it was', async () => {
  await start()
  const socket = await connectTo()
  await socket.enter()
  socket.subscribe('1', query)
  await until(() => ticking.open() === 1)
  ticking.fail(new Error('password=hunter2'))
  const message = await socket.hear()
  expect(message).toMatchObject({ type: 'next', payload: { errors: [{ extensions: { code: 'INTERNAL' } }] } })
  expect(JSON.stringify(message)).not.toContain('hunter2')
  expect(await socket.hear()).toEqual({ id: '1', type: 'complete' })
})

test('the most subscriptions of a caller are kept, over all its sockets, and what ends makes room', async () => {
  await start({ limits: { maxSubscriptionsPerCaller: 2 } })
  const [one, two] = [await connectTo(), await connectTo()]
  await Promise.all([one.enter(), two.enter()])
  one.subscribe('1', query)
  two.subscribe('1', query)
  await until(() => ticking.open() === 2)
  two.subscribe('2', query)
  expect(await two.hear()).toMatchObject({
    id: '2',
    type: 'error',
    payload: [{ extensions: { code: 'RATE_LIMITED' } }],
  })
  one.say({ id: '1', type: 'complete' })
  await until(() => ticking.open() === 1)
  two.subscribe('3', query)
  await until(() => ticking.open() === 2)
  two.raw.terminate()
  await until(() => ticking.open() === 0)
})

test('the most sockets, of a caller and of all, are kept, and what closes makes room', async () => {
  await start({ limits: { maxSocketsPerCaller: 1, maxSockets: 2 } })
  const first = await connectTo()
  await first.enter()
  const second = await connectTo()
  second.say({ type: 'connection_init', payload: { 'x-api-key': 'good' } })
  await expect(connectTo()).rejects.toThrow(/^429: /)
  expect(await second.closed).toMatchObject({ code: 1013 })
  first.raw.terminate()
  await until(() => server.log.filter(({ status }) => status === 101).length === 2)
  const third = await connectTo()
  await third.enter()
})

test('each subscription counts as a request of its caller', async () => {
  await start({ limits: { requestsPerMinutePerCaller: 1 } })
  const socket = await connectTo()
  await socket.enter()
  socket.subscribe('1', query)
  await until(() => ticking.open() === 1)
  socket.subscribe('2', query)
  expect(await socket.hear()).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'RATE_LIMITED' } }],
  })
  expect(denials()).toEqual(['rate'])
})

test('a message over 128 kB, a flood of messages, and a socket that answers no ping are ended', async () => {
  await start({ times: { pingEveryMs: 100 } })
  const large = await connectTo()
  large.raw.send('x'.repeat(200_000))
  expect(await large.closed).toMatchObject({ code: 1009 })
  const flooding = await connectTo()
  await flooding.enter()
  for (let count = 0; count < 3_100; count++) flooding.say({ type: 'ping' })
  expect(await flooding.closed).toMatchObject({ code: 1006 })
  const mute = await connectTo()
  await mute.enter()
  mute.raw.pause()
  await until(() => server.log.filter(({ status }) => status === 101).length === 3)
})

test('a credential that is no longer good ends the socket, so that clients come with another: 4403', async () => {
  let isGood = true
  const authenticate = async () => {
    if (!isGood) throw new GatewayError('UNAUTHENTICATED', 'The token has expired (exp). Get a new one.')
    return { ...nobody, id: 'tester' }
  }
  await start({ authenticate, times: { credentialEveryMs: 20 } })
  const socket = await connectTo()
  await socket.enter()
  socket.subscribe('1', query)
  await until(() => ticking.open() === 1)
  isGood = false
  expect(await socket.closed).toMatchObject({ code: 4403 })
  await until(() => ticking.open() === 0)
  expect(denials()).toEqual(['authentication'])
})

test('stopping tells clients to connect anew, takes no more, and waits for nobody', async () => {
  await start()
  const socket = await connectTo()
  await socket.enter()
  socket.subscribe('1', query)
  await until(() => ticking.open() === 1)
  const began = performance.now()
  const closing = server.close(8_000)
  expect(await socket.closed).toEqual({ code: 1012, reason: 'The gateway is stopping' })
  await closing
  expect(performance.now() - began).toBeLessThan(4_000)
  expect(ticking.open()).toBe(0)
})

test('a socket and each of its subscriptions are lines of the log, with ids that belong together', async () => {
  await start()
  const socket = await connectTo('/graphql', { headers: { 'x-request-id': 'abc' } })
  await socket.enter()
  socket.subscribe('1', query)
  await until(() => ticking.open() === 1)
  ticking.tell('one')
  await socket.hear()
  socket.raw.close()
  await until(() => server.log.length >= 2)
  const principal = 'tester'
  expect(server.log).toHaveLength(2)
  expect(server.log).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        msg: 'subscription',
        requestId: 'abc:2',
        principal,
        operation: 'News',
        events: 1,
      }),
      expect.objectContaining({ msg: 'request', requestId: 'abc', principal, status: 101 }),
    ]),
  )
})

test('what offers another protocol than WebSockets is answered as the request that it is', async () => {
  await start()
  const [host, port] = [new URL(server.url).hostname, Number(new URL(server.url).port)]
  const body = '{"query":"{ hello }"}'
  const head = ['POST /graphql HTTP/1.1', 'host: x', 'connection: upgrade', 'upgrade: h2c', 'x-api-key: good']
  const rest = ['content-type: application/json', `content-length: ${body.length}`, '', body]
  const socket = connect(port, host)
  socket.write([...head, ...rest].join('\r\n'))
  const reply = await new Promise<string>((resolve) =>
    socket.once('data', (data) => resolve(data.toString())),
  )
  socket.destroy()
  expect(reply).toMatch(/^HTTP\/1.1 200 /)
})

test('a handshake that is none is 400, as JSON', async () => {
  await start()
  const [host, port] = [new URL(server.url).hostname, Number(new URL(server.url).port)]
  const socket = connect(port, host)
  socket.write('GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
  let reply = ''
  socket.on('data', (data) => (reply += data.toString()))
  await new Promise((resolve) => socket.once('close', resolve))
  expect(reply).toMatch(/^HTTP\/1.1 400 [^]*BAD_USER_INPUT/)
})
