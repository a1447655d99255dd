import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { upstreamError } from '../../../../src/datasources/failures.ts'
import {
  clientCredentials,
  type ClientCredentialsOptions,
} from '../../../../src/datasources/transport/client-credentials.ts'
import { apiKeyHeader } from '../../../../src/datasources/transport/credentials.ts'
import { defaultPatience } from '../../../../src/datasources/transport/patience.ts'
import { createTransport, type Transport } from '../../../../src/datasources/transport/stack.ts'
import { Secret } from '../../../../src/secrets/secret.ts'
import { codeOf, get, openCall, upstream } from './calls.ts'

interface Seen {
  path: string
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** A system that issues tokens below /oauth and answers any other path. */
async function serve(
  token: { status: number; body: string } = {
    status: 200,
    body: '{"access_token":"t1","expires_in":"3600"}',
  },
) {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { url: path = '', headers } = request
      seen.push({ path, headers, body: Buffer.concat(chunks).toString() })
      if (path.startsWith('/oauth')) response.writeHead(token.status).end(token.body)
      else response.end('{"ok":true}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    seen,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  }
}

const client = { clientId: 'gateway', clientSecret: new Secret('s&cret', 'a test'), scope: 'read' }

async function callWith(baseUrl: string, options: Omit<ClientCredentialsOptions, keyof typeof client>) {
  const opened: Transport[] = []
  const stack = {
    upstream,
    listener: () => undefined,
    now: Date.now,
    patience: { ...defaultPatience, maxRetries: 0 },
  }
  const open = (given: Parameters<typeof createTransport>[1]) => {
    const transport = createTransport(stack, given)
    opened.push(transport)
    return transport
  }
  const failure: Parameters<typeof clientCredentials>[1]['failure'] = (kind, cause) =>
    upstreamError(upstream, kind, {}, cause)
  const oauth = clientCredentials({ ...client, ...options }, { transport: open, failure })
  const key = apiKeyHeader('x-app-key', new Secret('app', 'a test'))
  const transport = open({ baseUrl, credentials: [oauth, key], failures: [], maxConcurrent: 1 })
  const code = await codeOf(transport.call(get, openCall()))
  await Promise.all(opened.map((one) => one.close()))
  return code
}

test('a token of the system itself is asked for behind the credentials that follow, with Basic', async () => {
  const system = await serve()
  const options = {
    tokenEndpoint: '/oauth/token',
    authentication: 'client_secret_basic',
    headers: { enterprise: 'e' },
  } as const
  expect(await callWith(system.url, options)).toBe('OK')
  system.close()
  const [asked, call] = system.seen
  expect(asked).toMatchObject({
    path: '/oauth/token',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-app-key': 'app',
      enterprise: 'e',
      authorization: `Basic ${Buffer.from('gateway:s&cret').toString('base64')}`,
    },
    body: 'grant_type=client_credentials&scope=read',
  })
  expect(call?.headers).toMatchObject({ authorization: 'Bearer t1', 'x-app-key': 'app' })
})

test('a token of another address is asked for there, with the secret in the form, and nothing else goes there', async () => {
  const [system, issuer] = [await serve(), await serve()]
  const options = { tokenEndpoint: `${issuer.url}/oauth/v2?tenant=t`, parameters: { audience: 'api' } }
  expect(await callWith(system.url, options)).toBe('OK')
  system.close()
  issuer.close()
  expect(issuer.seen).toHaveLength(1)
  expect(issuer.seen[0]).toMatchObject({
    path: '/oauth/v2?tenant=t',
    headers: expect.not.objectContaining({ 'x-app-key': 'app' }),
  })
  expect(Object.fromEntries(new URLSearchParams(issuer.seen[0]?.body))).toEqual({
    grant_type: 'client_credentials',
    client_id: 'gateway',
    client_secret: 's&cret',
    scope: 'read',
    audience: 'api',
  })
  expect(system.seen.map(({ path }) => path)).toEqual(['/contacts'])
})

test.each([
  [400, '{"error":"invalid_scope"}', 'UPSTREAM_AUTH'],
  [403, '<p>no</p>', 'UPSTREAM_AUTH'],
  [400, '{"error":"temporarily_unavailable"}', 'UPSTREAM_UNAVAILABLE'],
  [429, '{}', 'RATE_LIMITED'],
  [503, '{}', 'UPSTREAM_UNAVAILABLE'],
  [200, '{"token_type":"Bearer"}', 'UPSTREAM_BAD_RESPONSE'],
  [200, '{"access_token":""}', 'UPSTREAM_BAD_RESPONSE'],
  [200, '<html>', 'UPSTREAM_BAD_RESPONSE'],
])('an endpoint that answers %d %s is %s, and no call goes out', async (status, body, code) => {
  const system = await serve({ status, body })
  expect(await callWith(system.url, { tokenEndpoint: '/oauth/token' })).toBe(code)
  system.close()
  expect(system.seen.map(({ path }) => path)).toEqual(['/oauth/token'])
})
