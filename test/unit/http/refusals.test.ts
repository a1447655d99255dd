import { request } from 'node:http'
import { readJson, serveForTest, type TestServer } from './serve-for-test.ts'

let server: TestServer
beforeAll(async () => {
  server = await serveForTest()
})
afterAll(() => server.close())

const big = 'x'.repeat(50_000)

test.each<[what: string, body: unknown, status: number, code: string]>([
  ['text that is no JSON', '{bad', 400, 'BAD_USER_INPUT'],
  ['JSON that is no request', '[]', 400, 'BAD_USER_INPUT'],
  ['a batch', [{ query: '{ hello }' }], 400, 'BAD_USER_INPUT'],
  ['no query', { variables: {} }, 400, 'BAD_USER_INPUT'],
  ['variables that are no object', { query: '{ hello }', variables: 'x' }, 400, 'BAD_USER_INPUT'],
  ['a syntax error', { query: '{ hello' }, 400, 'GRAPHQL_PARSE_FAILED'],
  ['an unknown field', { query: '{ helo }' }, 400, 'GRAPHQL_VALIDATION_FAILED'],
  ['an id of the wrong type', { query: '{ hello(id: {}) }' }, 400, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'a variable of the wrong type',
    { query: 'query($i: ID) { hello(id: $i) }', variables: { i: [big] } },
    400,
    'BAD_USER_INPUT',
  ],
  ['an unknown operation', { query: 'query A { hello }', operationName: 'B' }, 400, 'BAD_USER_INPUT'],
  ['a subscription', { query: 'subscription { news }' }, 400, 'BAD_USER_INPUT'],
  ['too many tokens', { query: `{ ${'hello '.repeat(6_000)} }` }, 400, 'GRAPHQL_PARSE_FAILED'],
  [
    'thousands of levels',
    { query: `${'{ list '.repeat(1_500)}{ hello }${'}'.repeat(1_500)}` },
    400,
    'BAD_USER_INPUT',
  ],
  [
    'a persisted query',
    { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
    200,
    'BAD_USER_INPUT',
  ],
])('%s is a JSON error with a code, never a 500 or an echo', async (_what, body, status, code) => {
  const reply = await server.post(body)
  const text = await reply.text()
  const { errors } = JSON.parse(text)
  expect(reply.status).toBe(status)
  expect(errors[0].extensions).toMatchObject({ code, requestId: reply.headers.get('x-request-id') })
  expect(text.length).toBeLessThan(3_000)
})

test.each<[what: string, path: string, init: RequestInit, status: number, code: string]>([
  ['no key', '/graphql', { method: 'POST', body: '{}' }, 401, 'UNAUTHENTICATED'],
  ['a wrong key', '/graphql', { headers: { 'x-api-key': 'bad' } }, 401, 'UNAUTHENTICATED'],
  ['a key in the URL', '/graphql?api_key=good', { headers: { 'x-api-key': 'good' } }, 401, 'UNAUTHENTICATED'],
  [
    'another method',
    '/graphql',
    { method: 'DELETE', headers: { 'x-api-key': 'good', 'content-type': 'application/json' } },
    405,
    'BAD_USER_INPUT',
  ],
  [
    'a simple GET, which any web page could send',
    '/graphql?query={hello}',
    { headers: { 'x-api-key': 'good' } },
    400,
    'BAD_USER_INPUT',
  ],
  ['another path', '/graphql2', {}, 404, 'NOT_FOUND'],
  ['a path that cannot be decoded', '/%E0%A4%A', {}, 404, 'NOT_FOUND'],
])('%s is refused in JSON', async (_what, path, init, status, code) => {
  const reply = await fetch(server.url + path, init)
  expect(reply.headers.get('content-type')).toMatch(/^application\/json/)
  expect(reply.status).toBe(status)
  expect(reply.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null)
  expect((await readJson(reply)).errors[0].extensions.code).toBe(code)
})

test('a body of 50 MB is refused when it is declared, before it is sent', async () => {
  const headers = { 'x-api-key': 'good', 'content-type': 'application/json', 'content-length': '50000000' }
  const status = await new Promise((resolve, reject) => {
    const sending = request(`${server.url}/graphql`, { method: 'POST', headers }, (reply) => {
      resolve(reply.statusCode)
      sending.destroy()
    })
    sending.on('error', reject)
    sending.flushHeaders()
  })
  expect(status).toBe(413)
})

test('a body above 1 MB without a declared length is refused too', async () => {
  const reply = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': 'good', 'content-type': 'application/json' },
    body: new Blob(['"', 'x'.repeat(1_200_000), '"']).stream(),
    duplex: 'half',
  })
  expect(reply.status).toBe(413)
  expect((await readJson(reply)).errors[0].message).toBe('The request body is larger than 1 MB.')
})
