import { request } from 'node:http'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

// G058: nobody between the gateway and its caller may store a reply, or is told how to ask whether it is still good.

let gateway: SandboxGateway
beforeAll(async () => (gateway = await startSandboxGateway()))
afterAll(() => gateway.close())

const json = { 'content-type': 'application/json', 'x-api-key': 'sandbox-developer' }
const post = (body: string, headers: Record<string, string> = json): RequestInit => ({
  method: 'POST',
  headers,
  body,
})
const customers = '{ customers(first: 2) { edges { node { id givenName } } } }'
const search = `?query=${encodeURIComponent(customers)}`

const requests: [what: string, search: string, init: RequestInit, status: number][] = [
  ['data', '', post(JSON.stringify({ query: customers })), 200],
  ['data that came before', '', post(JSON.stringify({ query: customers })), 200],
  ['data asked for with GET', search, { headers: { ...json, 'apollo-require-preflight': '1' } }, 200],
  [
    'data as application/graphql-response+json',
    '',
    post(JSON.stringify({ query: customers }), { ...json, accept: 'application/graphql-response+json' }),
    200,
  ],
  ['a refused document', '', post('{"query":"{ nothing }"}'), 400],
  ['a body that is no JSON', '', post('{'), 400],
  ['a wrong key', '', post('{}', { ...json, 'x-api-key': 'wrong' }), 401],
  ['a foreign method', '', { method: 'DELETE', headers: json }, 405],
  [
    'an unknown encoding',
    '',
    post(JSON.stringify({ query: customers }), { ...json, 'content-encoding': 'x' }),
    415,
  ],
]

test.each(requests)(
  '%s: no-store, and nothing to compare with later',
  async (_what, search, init, status) => {
    const { status: answered, headers } = await fetch(gateway.url + search, init)
    expect(answered).toBe(status)
    expect(headers.get('cache-control')).toBe('no-store')
    for (const name of ['etag', 'last-modified', 'expires', 'age'])
      expect([name, headers.get(name)]).toEqual([name, null])
  },
)

test('a caller who asks whether something is still as it was is sent it anew', async () => {
  const headers = { ...json, 'apollo-require-preflight': '1', 'if-none-match': '*' }
  // Not fetch: it would keep replies, and ask for itself.
  const status = await new Promise((resolve, reject) => {
    request(gateway.url + search, { headers }, (reply) => resolve(reply.resume().statusCode))
      .on('error', reject)
      .end()
  })
  expect(status).toBe(200)
})
