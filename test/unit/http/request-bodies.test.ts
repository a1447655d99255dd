import { gzipSync } from 'node:zlib'
import { readJson, serveForTest, type TestServer } from './serve-for-test.ts'

let server: TestServer
beforeAll(async () => (server = await serveForTest()))
afterAll(() => server.close())

const hello = '{"query":"query($id: ID) { hello(id: $id) }","variables":{"id":"Zoë 🌊"}}'
const send = (body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': 'good', 'content-type': 'application/json', ...headers },
    body: new Uint8Array(Buffer.from(body as string)),
  })

test.each<[what: string, body: string | Buffer, headers: Record<string, string>]>([
  ['plain', hello, {}],
  ['with its character set', hello, { 'content-type': 'application/json; charset=utf-8' }],
  [
    'with its character set in capitals and quotes',
    hello,
    { 'content-type': 'Application/JSON;charset="UTF-8"' },
  ],
  ['with a mark before its UTF-8', `\ufeff${hello}`, {}],
  ['with an encoding that is none', hello, { 'content-encoding': 'identity' }],
  [
    'in another character set',
    Buffer.from(hello, 'utf16le'),
    { 'content-type': 'application/json; charset=utf-16le' },
  ],
  ['as graphql+json', hello, { 'content-type': 'application/graphql+json' }],
  ['compressed', gzipSync(hello), { 'content-encoding': 'gzip' }],
])('a body %s is read', async (_what, body, headers) => {
  const reply = await send(body, headers)
  expect([reply.status, await readJson(reply)]).toEqual([200, { data: { hello: 'hi' } }])
})

test('the type of the reply is the one that was asked for, also when it was asked for before', async () => {
  const typeFor = async (accept: string) => (await send(hello, { accept })).headers.get('content-type')
  for (const _time of [1, 2, 3]) {
    expect(await typeFor('application/json')).toBe('application/json; charset=utf-8')
    expect(await typeFor('application/graphql-response+json')).toBe(
      'application/graphql-response+json; charset=utf-8',
    )
    expect((await send(hello, { accept: 'image/png' })).status).toBe(406)
  }
})
