import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { readJson, serveForTest, type TestServer } from './serve-for-test.ts'

let server: TestServer
beforeAll(async () => {
  server = await serveForTest({ limits: { maxFields: 100 } })
})
afterAll(() => server.close())

/** Sends bytes as they are. Gives the last reply on the connection, split. */
async function exchange(...parts: (string | Buffer)[]) {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.on('error', () => undefined) // what it had to say was said
  for (const part of parts) socket.write(part)
  const received = await text(socket)
  const last = received.slice(received.lastIndexOf('HTTP/1.1 '))
  const [head = '', body = ''] = last.split('\r\n\r\n')
  return { received, status: Number(head.split(' ')[1]), head: head.toLowerCase(), body }
}

const hello = '{"query":"{ hello }"}'
const withKey = 'host: x\r\nx-api-key: good\r\ncontent-type: application/json\r\nconnection: close'
const post = (headers: string, body: string) =>
  `POST /graphql HTTP/1.1\r\n${withKey}\r\n${headers}\r\n\r\n${body}`

test.each<[what: string, request: string, status: number]>([
  ['no HTTP at all', 'hello\r\n\r\n', 400],
  ['an unknown method', 'FETCH /graphql HTTP/1.1\r\nhost: x\r\n\r\n', 400],
  ['headers of more than 16 kB', `GET / HTTP/1.1\r\nhost: x\r\nx-big: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ['two lengths', post('content-length: 21\r\ncontent-length: 5', hello), 400],
  ['a length and chunks', post('content-length: 21\r\ntransfer-encoding: chunked', hello), 400],
  ['chunks that are none', post('transfer-encoding: chunked', `zz\r\n${hello}\r\n0\r\n\r\n`), 400],
  ['a line break in a header', 'GET /livez HTTP/1.1\r\nhost: x\r\nx-a: 1\rx-b: 2\r\n\r\n', 400],
  ['an expectation that nobody meets', post('expect: 200-ok\r\ncontent-length: 21', hello), 417],
])('%s is answered in JSON, and the connection closed', async (_what, request, status) => {
  const reply = await exchange(request)
  expect(reply.status).toBe(status)
  expect(reply.head).toContain('content-type: application/json; charset=utf-8')
  expect(reply.head).toContain('connection: close')
  expect(reply.head).toContain('x-content-type-options: nosniff')
  const [error] = JSON.parse(reply.body).errors
  expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', requestId: expect.any(String) })
})

test.each([
  ['/%', 404],
  ['/%E0%A4%A', 404],
  ['/assets/%', 404],
  ['/assets/%E0%A4%A', 404],
  ['/graphql/%', 400],
  ['/graphql?%', 400],
])('%s, which cannot be decoded, is JSON', async (path, status) => {
  const reply = await exchange(`GET ${path} HTTP/1.1\r\n${withKey}\r\n\r\n`)
  expect([reply.status, JSON.parse(reply.body).errors[0].extensions.code]).toEqual([
    status,
    status === 404 ? 'NOT_FOUND' : 'BAD_USER_INPUT',
  ])
})

test.each(['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'])(
  '%s is refused in JSON everywhere',
  async (method) => {
    for (const path of ['/', '/graphql', '/assets/x', '/livez']) {
      const reply = await exchange(`${method} ${path} HTTP/1.1\r\n${withKey}\r\n\r\n`)
      expect(reply.status).toBeGreaterThanOrEqual(400)
      expect(reply.status).toBeLessThan(500)
      expect(JSON.parse(reply.body).errors).toHaveLength(1)
    }
  },
)

test('after a broken request the next connection is answered', async () => {
  await exchange('\0\0\0\r\n\r\n')
  expect((await server.post(hello)).status).toBe(200)
})

test('a body that comes after the reply, and ends, is thrown away: its connection is used on', async () => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  const received = text(socket)
  const refused = once(socket, 'data')
  // Answered without a look at the body, for a web page could have sent it.
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: x\r\nx-api-key: good\r\ncontent-type: text/plain\r\ncontent-length: 21\r\n\r\n`,
  )
  await refused
  socket.write(hello)
  // Longer than the end of a body is waited for.
  await delay(1_300)
  socket.write('GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  expect(await received).toMatch(/^HTTP\/1\.1 400 [^]*HTTP\/1\.1 200 [^]*"live"/)
})

describe('a body of more than 1 MB is refused', () => {
  const chunk = (size: number) => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`

  test('in chunks, without a length, and the rest of it is not waited for', async () => {
    const startedAt = performance.now()
    // It never ends.
    const reply = await exchange(
      `POST /graphql HTTP/1.1\r\nhost: x\r\nx-api-key: good\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
      chunk(900_000),
      chunk(200_000),
    )
    expect(reply.status).toBe(413)
    expect(JSON.parse(reply.body).errors[0].message).toBe('The request body is larger than 1 MB.')
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('as it is after inflating %s', async (encoding, compress) => {
    const send = (body: string) =>
      fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'x-api-key': 'good', 'content-type': 'application/json', 'content-encoding': encoding },
        body: compress(body),
      })
    expect((await send(hello)).status).toBe(200)
    const bomb = await send(JSON.stringify({ query: `{ hello }${' '.repeat(5_000_000)}` }))
    expect(bomb.status).toBe(413)
    expect((await readJson(bomb)).errors[0].message).toBe('The request body is larger than 1 MB.')
  })
})

test.each<[what: string, headers: Record<string, string>, body: string | Buffer, status: number]>([
  ['another character set', { 'content-type': 'application/json; charset=iso-8859-1' }, hello, 415],
  ['a character set that is none', { 'content-type': 'application/json; charset=x' }, hello, 415],
  ['another encoding', { 'content-encoding': 'zstd-x' }, hello, 415],
  ['an encoding twice', { 'content-encoding': 'gzip, gzip' }, gzipSync(gzipSync(hello)), 415],
  ['gzip that is none', { 'content-encoding': 'gzip' }, hello, 400],
  ['gzip that is cut', { 'content-encoding': 'gzip' }, gzipSync(hello).subarray(0, 20), 400],
  ['a body that is empty', {}, '', 400],
  ['a body that is a number', {}, '1', 400],
  ['a body that is null', {}, 'null', 400],
  [
    'keys of all objects',
    {},
    '{"__proto__":{"query":"{ hello }"},"constructor":{"prototype":{"query":"{ hello }"}}}',
    400,
  ],
  ['brackets without end', {}, '['.repeat(500_000), 400],
])('%s is refused in JSON', async (_what, headers, body, status) => {
  const reply = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': 'good', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  })
  expect(reply.status).toBe(status)
  expect((await readJson(reply)).errors[0].extensions.code).toBe('BAD_USER_INPUT')
})

describe('Expect: 100-continue', () => {
  const head = (key: string, length: number) =>
    `POST /graphql HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\ncontent-type: application/json\r\nexpect: 100-continue\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\n`

  test('a caller who may go on is told so, and answered', async () => {
    const { received, status, body } = await exchange(head('good', hello.length), hello)
    expect(received).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /)
    expect([status, JSON.parse(body)]).toEqual([200, { data: { hello: 'hi' } }])
  })

  test.each([
    ['one who may not', head('bad', hello.length), 401],
    ['one with 50 MB', head('good', 50_000_000), 413],
  ])('%s is refused before the body is asked for', async (_who, request, status) => {
    const { received, status: answered } = await exchange(request)
    expect(answered).toBe(status)
    expect(received).not.toContain('100 Continue')
  })
})
