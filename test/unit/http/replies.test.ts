import { GraphQLError } from 'graphql'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { readJson, serveForTest, type TestServer } from './serve-for-test.ts'

let server: TestServer
afterEach(() => server.close())

test('a query is answered, with its request id and nothing that caches it', async () => {
  server = await serveForTest()
  const reply = await server.post({ query: 'query Hi { hello }' }, { 'x-request-id': 'my-id:1' })
  expect(await readJson(reply)).toEqual({ data: { hello: 'hi' } })
  expect(reply.status).toBe(200)
  expect(Object.fromEntries(reply.headers)).toMatchObject({
    'x-request-id': 'my-id:1',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  expect(server.contexts[0]).toMatchObject({ requestId: 'my-id:1', principal: { id: 'tester' } })
})

test.each(['a b', 'x'.repeat(200), 'a"b'])('a request id like %j is replaced', async (given) => {
  server = await serveForTest()
  const reply = await server.post({ query: '{ hello }' }, { 'x-request-id': given })
  expect(reply.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
})

test('a bug is masked, and logged under the id that the client got', async () => {
  server = await serveForTest({
    rootValue: {
      fail() {
        throw new TypeError('password=hunter2')
      },
    },
  })
  const reply = await server.post({ query: '{ fail }' })
  const text = await reply.text()
  const { errors } = JSON.parse(text)
  expect(text).not.toContain('hunter2')
  expect(errors[0].extensions.code).toBe('INTERNAL')
  const line = server.log.find(({ msg }) => msg === 'unknown error')
  expect(line).toMatchObject({ errorId: errors[0].extensions.errorId, error: 'TypeError' })
  expect(JSON.stringify(server.log)).not.toContain('hunter2')
})

test('an executor that refuses the whole request answers 400 without data', async () => {
  const refuse = () => Promise.reject(new GatewayError('BAD_USER_INPUT', 'Two owners.', { field: 'filter' }))
  server = await serveForTest({ executor: refuse })
  const reply = await server.post({ query: '{ hello }' })
  expect(reply.status).toBe(400)
  expect(await readJson(reply)).toEqual({
    errors: [
      {
        message: 'Two owners.',
        extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', field: 'filter' }),
      },
    ],
  })
})

test('an error of one field leaves the others, with status 200', async () => {
  server = await serveForTest({
    rootValue: {
      hello: 'hi',
      fail() {
        const originalError = new GatewayError('UPSTREAM_UNAVAILABLE', 'CRM is down.', { system: 'CRM' })
        throw new GraphQLError('CRM is down.', { originalError, extensions: { paths: [['fail']] } })
      },
    },
  })
  const reply = await server.post({ query: '{ hello fail }' })
  const { data, errors } = await readJson(reply)
  expect(reply.status).toBe(200)
  expect(data).toEqual({ hello: 'hi', fail: null })
  expect(errors[0]).toMatchObject({
    path: ['fail'],
    extensions: { code: 'UPSTREAM_UNAVAILABLE', system: 'CRM', retryable: true, paths: [['fail']] },
  })
  expect(server.log.at(-1)).toMatchObject({ msg: 'request', errors: ['UPSTREAM_UNAVAILABLE CRM'] })
})

test('one line is logged a request, with neither document, variables nor key', async () => {
  server = await serveForTest()
  const query = 'query Hi($id: ID) { hello(id: $id) }'
  await server.post({ query, variables: { id: 'guest@example.com' } })
  expect(server.log).toEqual([
    expect.objectContaining({
      msg: 'request',
      principal: 'tester',
      operation: 'Hi',
      status: 200,
      errors: [],
    }),
  ])
  expect(JSON.stringify(server.log)).not.toMatch(/example\.com|good|hello/)
})

test('a client that goes away aborts its request', async () => {
  const started = Promise.withResolvers<AbortSignal>()
  server = await serveForTest({
    executor: ({ context }) => {
      started.resolve(context.signal)
      return new Promise((resolve) => {
        context.signal.addEventListener('abort', () => resolve({ data: null }))
      })
    },
  })
  const client = new AbortController()
  const reply = fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': 'good', 'content-type': 'application/json' },
    body: '{"query":"{ hello }"}',
    signal: client.signal,
  }).catch(() => 'gone')
  const signal = await started.promise
  client.abort()
  expect(await reply).toBe('gone')
  await new Promise((resolve) => {
    if (signal.aborted) resolve(null)
    else signal.addEventListener('abort', resolve)
  })
  expect(signal.aborted).toBe(true)
})

test('requests above the limit of an address are told to wait', async () => {
  server = await serveForTest({ limits: { requestsPerMinute: 2 } })
  const statuses = []
  for (let i = 0; i < 3; i++) statuses.push((await server.post({ query: '{ hello }' })).status)
  expect(statuses).toEqual([200, 200, 429])
})

test('only the origins of the config may call from a browser', async () => {
  server = await serveForTest({ corsOrigins: ['https://app.example.com'] })
  const preflight = (origin: string) =>
    fetch(`${server.url}/graphql`, { method: 'OPTIONS', headers: { origin } })
  const allowed = await preflight('https://app.example.com')
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([
    204,
    'https://app.example.com',
  ])
  expect((await preflight('https://evil.example.org')).headers.get('access-control-allow-origin')).toBeNull()
})

test('it is live before it is ready, and says which', async () => {
  server = await serveForTest({ ready: false })
  const statusOf = async (path: string) => (await fetch(server.url + path)).status
  expect([await statusOf('/livez'), await statusOf('/readyz')]).toEqual([200, 503])
  const early = await server.post({ query: '{ hello }' })
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1'])
  await server.makeReady()
  expect([await statusOf('/livez'), await statusOf('/readyz')]).toEqual([200, 200])
  expect((await server.post({ query: '{ hello }' })).status).toBe(200)
})
