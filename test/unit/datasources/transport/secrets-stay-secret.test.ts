import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import {
  apiKeyHeader,
  apiKeyQuery,
  basic,
  bearer,
  type Credentials,
} from '../../../../src/datasources/transport/credentials.ts'
import { defaultPatience } from '../../../../src/datasources/transport/patience.ts'
import { createTransport } from '../../../../src/datasources/transport/stack.ts'
import type { UpstreamEvent } from '../../../../src/observability/upstream-event.ts'
import { Secret } from '../../../../src/secrets/secret.ts'
import { get, openCall, upstream } from './calls.ts'

const text = 'k3y-Ünsaid+/=&'
const key = new Secret(text, 'a test')
const encoded = [text, encodeURIComponent(text), Buffer.from(`anna:${text}`).toString('base64'), 'nsaid']

const kinds: [name: string, credentials: Credentials, sent: (request: IncomingMessage) => unknown][] = [
  [
    'a bearer token',
    bearer(new Secret('k3y-nsaid', 'a test')),
    ({ headers }) => headers.authorization === 'Bearer k3y-nsaid',
  ],
  [
    'an API key in a header',
    apiKeyHeader('X-Api-Key', new Secret('k3y-nsaid', 'a test')),
    ({ headers }) => headers['x-api-key'] === 'k3y-nsaid',
  ],
  [
    'an API key in the query',
    apiKeyQuery('api_key', key),
    ({ url }) => new URL(url ?? '', 'http://x').searchParams.get('api_key') === text,
  ],
  [
    'HTTP Basic',
    basic('anna', key),
    ({ headers }) =>
      Buffer.from(headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString() === `anna:${text}`,
  ],
]

/** Every way in which a call ends, each of which says something somewhere. */
const endings: [name: string, answer: (request: IncomingMessage, response: ServerResponse) => unknown][] = [
  ['an answer', (_request, response) => response.end('{}')],
  [
    'a refusal that repeats what was sent',
    (request, response) =>
      response.writeHead(400).end(JSON.stringify({ url: request.url, ...request.headers })),
  ],
  [
    'a redirect',
    (request, response) => response.writeHead(302, { location: `http://127.0.0.1:1${request.url}` }).end(),
  ],
  ['no JSON', (request, response) => response.end(`<p>${request.url} ${request.headers.authorization}</p>`)],
  ['a broken header', (request) => request.socket.end(`HTTP/1.1 200 OK\r\n${request.url}\r\n\r\n`)],
  ['a reset', (request) => request.socket.resetAndDestroy()],
]

let server: Server
afterEach(() => server.close())

describe.each(kinds)('%s', (_kind, credentials, isSent) => {
  test.each(endings)('is sent, and with %s shows up in no error, event or cause', async (_name, answer) => {
    const requests: IncomingMessage[] = []
    server = createServer((request, response) => {
      requests.push(request)
      answer(request, response)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const events: UpstreamEvent[] = []
    const transport = createTransport(
      {
        upstream,
        listener: (event) => events.push(event),
        now: Date.now,
        patience: { ...defaultPatience, maxRetries: 0 },
      },
      {
        baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        credentials: [credentials],
        failures: [],
        maxConcurrent: 1,
      },
    )
    const error: unknown = await transport
      .call({ ...get, query: { own: '1' } }, openCall())
      .catch((one: unknown) => one)
    await transport.close()
    expect(requests).toHaveLength(1)
    expect(requests[0]?.url).toContain('own=1')
    expect(isSent(requests[0]!)).toBe(true)
    expect(events).not.toEqual([])
    const shown = inspect({ error, events, credentials }, { depth: 20, showHidden: true })
    for (const form of encoded) expect(shown).not.toContain(form)
  })
})

test('a key in the query takes the place of one that the call has', async () => {
  const send = apiKeyQuery('api_key', key)({ upstream, tell: () => undefined, now: () => 0 })
  const sent: unknown[] = []
  await send(async (request) => {
    sent.push(request.query)
    return { status: 200, headers: {}, body: '', data: null }
  })({ ...get, query: { api_key: 'other' } }, openCall())
  expect(sent).toEqual([{ api_key: text }])
})

test('HTTP Basic cannot carry a user name with a colon', () => {
  expect(() => basic('a:b', key)).toThrow(TypeError)
})
