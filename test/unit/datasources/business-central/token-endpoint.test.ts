import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { businessCentralCredentials } from '../../../../sandbox/business-central/credentials.ts'
import { testCall as call } from '../../../support/simulated-datasource.ts'
import { openBusinessCentral, world } from './open-business-central.ts'

const id = world.persons[0]!.erpId!

/** Answers for another host, as Microsoft's endpoint does, with what `reply` gives for a form. */
async function serveTokens(reply: (form: URLSearchParams) => Promise<{ status: number; body: string }>) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      void reply(new URLSearchParams(Buffer.concat(chunks).toString())).then(({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(body),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/tenant/oauth2/v2.0/token`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('the token may come from another host, which sees the credentials; the API sees only the token', async () => {
  let simulatorUrl = ''
  const forms: string[] = []
  const tokens = await serveTokens(async (form) => {
    forms.push(form.toString())
    const issued = await fetch(`${simulatorUrl}/sandbox/oauth2/v2.0/token`, { method: 'POST', body: form })
    return { status: issued.status, body: await issued.text() }
  })
  const opened = await openBusinessCentral((options) => {
    simulatorUrl = options.baseUrl
    return { ...options, tokenUrl: tokens.url }
  })
  expect((await opened.customers.byId!.load([id], call)).records).toHaveLength(1)
  const { clientId, clientSecret, scope } = businessCentralCredentials
  expect(forms.map((form) => Object.fromEntries(new URLSearchParams(form)))).toEqual([
    { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope },
  ])
  const api = opened.exchanges.filter(({ request }) => request.method === 'GET')
  expect(JSON.stringify(api.map(({ request }) => request))).not.toContain(clientSecret)
  await opened.close()
  tokens.close()
})

test.each([
  [400, '{"error":"invalid_scope"}', 'UPSTREAM_AUTH'],
  [401, '{"error":"invalid_client"}', 'UPSTREAM_AUTH'],
  [429, '{}', 'RATE_LIMITED'],
  [503, '{}', 'UPSTREAM_UNAVAILABLE'],
  [200, '{"token_type":"Bearer"}', 'UPSTREAM_BAD_RESPONSE'],
  [200, '<html>', 'UPSTREAM_BAD_RESPONSE'],
])('a token endpoint that answers %d %s is %s, and gives nothing away', async (status, body, code) => {
  const tokens = await serveTokens(() => Promise.resolve({ status, body }))
  const opened = await openBusinessCentral((options) => ({ ...options, tokenUrl: tokens.url }))
  const error: unknown = await opened.customers.byId!.load([id], call).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code, message: expect.stringContaining('ERP (Business Central API v2.0)') })
  expect(String(error)).not.toMatch(/127\.0\.0\.1|invalid_|html/)
  await opened.close()
  tokens.close()
})
