import { readJson, serveForTest, type TestServer } from './serve-for-test.ts'

let server: TestServer
const origin = 'https://app.example.com'
beforeAll(async () => {
  server = await serveForTest({ corsOrigins: [origin] })
})
afterAll(() => server.close())

const hello = '{"query":"{ hello }"}'
type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }
const ask = (init: Init, search = '') =>
  fetch(`${server.url}/graphql${search}`, { ...init, headers: { 'x-api-key': 'good', ...init.headers } })
const query = '?query=%7Bhello%7D'

/** A web page can send these to anywhere without asking first. */
test.each<[what: string, init: Init, search: string]>([
  ['text/plain', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: hello }, ''],
  [
    'text/plain with parameters',
    { method: 'POST', headers: { 'content-type': 'text/plain; a=application/json' }, body: hello },
    '',
  ],
  [
    'a form',
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'query={hello}',
    },
    '',
  ],
  [
    'an upload',
    {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${hello}\r\n--x--`,
    },
    '',
  ],
  ['no content type', { method: 'POST', body: new Uint8Array(Buffer.from(hello)) }, ''],
  ['a GET', { method: 'GET' }, query],
  [
    'a GET with the content type of a form',
    { method: 'GET', headers: { 'content-type': 'text/plain' } },
    query,
  ],
])('%s is refused', async (_what, init, search) => {
  const before = server.contexts.length
  const reply = await ask(init, search)
  expect(reply.status).toBe(400)
  expect((await readJson(reply)).errors[0].extensions.code).toBe('BAD_USER_INPUT')
  expect(server.contexts).toHaveLength(before)
})

test('a GET with a header that a page has to ask for is answered', async () => {
  const reply = await ask({ headers: { 'apollo-require-preflight': 'yes' } }, query)
  expect([reply.status, await readJson(reply)]).toEqual([200, { data: { hello: 'hi' } }])
})

test('a GET never changes anything', async () => {
  const mutation = `?query=${encodeURIComponent('mutation { hello }')}`
  const reply = await ask({ headers: { 'apollo-require-preflight': 'yes' } }, mutation)
  expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'POST'])
})

test('several requests in one body are refused', async () => {
  const reply = await server.post(`[${hello},${hello}]`)
  expect(reply.status).toBe(400)
  expect((await readJson(reply)).errors).toHaveLength(1)
})

describe('CORS', () => {
  const corsOf = (reply: Response) =>
    Object.fromEntries([...reply.headers].filter(([name]) => name.startsWith('access-control-')))

  test('an origin of the config may call, with the headers that it needs, and never with cookies', async () => {
    const preflight = await ask({ method: 'OPTIONS', headers: { origin } })
    expect(preflight.status).toBe(204)
    expect(corsOf(preflight)).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': expect.stringMatching(
        /content-type.*x-api-key.*authorization.*idempotency-key/,
      ),
      'access-control-expose-headers': 'x-request-id, retry-after',
      'access-control-max-age': '600',
    })
    expect(preflight.headers.get('vary')).toMatch(/origin/i)
  })

  test.each([
    'https://evil.example.org',
    'null',
    'http://app.example.com',
    `${origin}.evil.example.org`,
    'https://APP.example.com',
  ])('%s may not', async (foreign) => {
    for (const method of ['OPTIONS', 'POST']) {
      const reply = await ask({
        method,
        headers: { origin: foreign, 'content-type': 'application/json' },
        ...(method === 'POST' && { body: hello }),
      })
      expect(corsOf(reply)).toEqual({})
      expect(reply.headers.get('vary')).toMatch(/origin/i)
    }
  })
})

describe('what a browser may do with a reply', () => {
  test.each(['/graphql', '/livez', '/nothing', '/page/settings.json'])(
    '%s: nothing but read it',
    async (path) => {
      const { headers } = await fetch(server.url + path)
      const policy = headers.get('content-security-policy')?.split(';') ?? []
      expect(new Set(policy)).toEqual(
        new Set([
          "default-src 'none'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
          'sandbox',
        ]),
      )
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.has('x-powered-by')).toBe(false)
      expect(headers.get('cache-control')).toBe('no-store')
    },
  )

  test('the page has its own policy', async () => {
    const policy = (await fetch(`${server.url}/`)).headers.get('content-security-policy')
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('sandbox')
  })
})
