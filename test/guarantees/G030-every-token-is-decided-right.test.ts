import { claim } from '../../src/auth/tokens/claim.ts'
import type { IssuerConfig } from '../../src/auth/tokens/issuer-config.ts'
import { createSigningKey, signToken } from '../support/forge-tokens.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { serveIssuer, type ServedIssuer } from '../support/serve-issuer.ts'
import {
  createForge,
  publishedKeys,
  tokenTable,
  usualClaims,
  usualHeader,
  type Forge,
} from '../support/token-table.ts'

// G030: every access token is decided right, over HTTP: those that are good are answered, all others get 401 with the check
// that failed, or 503 where their issuer cannot be asked; no reply and no log line has a piece of one; and 5,000 tokens with
// unknown keys make the gateway ask the issuer once in 30 s at most.

let served: ServedIssuer
let forge: Forge
let gateway: SandboxGateway
/** At a port where nobody listens. */
const absent = 'http://127.0.0.1:1'

beforeAll(async () => {
  served = await serveIssuer(() => publishedKeys(forge))
  forge = createForge(served.issuer, 0)
  const rights: Omit<IssuerConfig, 'issuer'> = {
    audience: forge.audience,
    tenant: 'north',
    roles: claim('roles', { 'hotel-developer': ['DEVELOPER'] }),
    scopes: claim('scope', { 'everything:read': ['read:*'] }),
  }
  gateway = await startSandboxGateway({
    auth: {
      issuers: [
        { issuer: served.issuer, ...rights },
        { issuer: absent, ...rights },
      ],
    },
  })
})
afterAll(async () => {
  await gateway.close()
  await served.close()
})

/** The forge at this moment: the gateway's clock is the machine's. */
const now = (): Forge => ({ ...forge, nowSeconds: Math.floor(Date.now() / 1_000) })

async function ask(token: string, headers: Record<string, string> = {}) {
  const reply = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: '{"query":"{ systems { name } }"}',
  })
  return { status: reply.status, headers: reply.headers, text: await reply.text() }
}

/** What of a token may be seen nowhere. */
const piecesOf = (token: string) => token.split('.').filter((piece) => piece.length > 7)

const good = () => signToken(usualHeader(forge.rsa), usualClaims(now()), forge.rsa)

test.each(tokenTable.map(({ name, decision, token }) => [name, decision, token] as const))(
  '%s: %s',
  async (_name, decision, make) => {
    const token = make(now())
    const { status, headers, text } = await ask(token)
    for (const piece of piecesOf(token)) {
      expect(text).not.toContain(piece)
      expect(gateway.log()).not.toContain(piece)
    }
    expect(text).not.toContain(forge.issuer)
    if (decision === 'OK') {
      expect(status).toBe(200)
      expect(JSON.parse(text)).toMatchObject({ data: { systems: expect.arrayContaining([{ name: 'CRM' }]) } })
      return
    }
    // Node itself refuses headers of more than 16 kB.
    if (token.length > 16_000) {
      expect(status).toBe(431)
      return
    }
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    const { data, errors } = JSON.parse(text)
    expect([data, errors.length, errors[0].extensions.code]).toEqual([undefined, 1, 'UNAUTHENTICATED'])
    expect(errors[0].message).toMatch(/token/)
  },
)

test('who it is stands in the log, by the configured claim', async () => {
  await ask(good(), { 'x-request-id': 'g030-who' })
  const line = gateway
    .log()
    .split('\n')
    .find((text) => text.includes('g030-who') && text.includes('"request"'))
  expect(JSON.parse(line ?? '{}')).toMatchObject({ principal: 'carl-7f3a9c', status: 200 })
})

test('a token beside a key is refused, good as both are', async () => {
  expect((await ask(good(), { 'x-api-key': 'sandbox-developer' })).status).toBe(401)
})

test('an issuer that nobody can reach: 503 and when to try again, no address; others are served meanwhile', async () => {
  const token = signToken(usualHeader(forge.rsa), { ...usualClaims(now()), iss: absent }, forge.rsa)
  for (let time = 0; time < 20; time++) {
    const { status, headers, text } = await ask(token)
    expect(status).toBe(503)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(JSON.parse(text).errors[0].extensions).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      retryable: true,
    })
    expect(text).not.toMatch(/127\.0\.0\.1|ECONN/)
  }
  expect((await ask(good())).status).toBe(200)
  const lines = gateway
    .log()
    .split('\n')
    .filter((line) => line.includes('auth.issuers.1'))
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      msg: 'issuer keys',
      outcome: 'FAILED',
      problem: 'UNREACHABLE',
      usableUntil: null,
    }),
  ])
})

test('5,000 tokens with unknown keys: each is refused, and the issuer asked once in 30 s at most', async () => {
  const stranger = createSigningKey('EdDSA', 'stranger')
  const before = served.keyFetches()
  const startedAt = Date.now()
  const statuses = new Map<number, number>()
  let next = 0
  const sendAll = async () => {
    for (let index = next++; index < 5_000; index = next++) {
      const header = { ...usualHeader(stranger), kid: `unknown-${index}` }
      const { status } = await ask(signToken(header, usualClaims(now()), stranger))
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: 32 }, sendAll))
  expect([...statuses]).toEqual([[401, 5_000]])
  const seconds = (Date.now() - startedAt) / 1_000
  process.stdout.write(`${served.keyFetches() - before} fetches of keys in ${seconds.toFixed(1)} s\n`)
  expect(served.keyFetches() - before).toBeLessThanOrEqual(1 + Math.floor(seconds / 30))
  expect((await ask(good())).status).toBe(200)
}, 180_000)

test('while its issuer is down, a token with a known key is answered', async () => {
  await served.close()
  expect((await ask(good())).status).toBe(200)
})
