import { reportFigure } from '../support/report-figure.ts'
import { startMeasuredGateway, type MeasuredGateway } from '../support/measured-gateway.ts'

// G076: whatever comes in a million different forms (credentials, addresses, request ids, operation names, documents,
// aliases, ids, e-mail addresses, cursors, idempotency keys, subscriptions), what the gateway holds of it is bounded:
// 160 MB of heap at most, as operations.md lists it. 6,000 unless HEADWATER_FULL=1.
const full = process.env.HEADWATER_FULL === '1'
const requests = full ? 1_000_000 : 6_000
const connections = 16
const maxGrowthMb = 160

let gateway: MeasuredGateway
beforeAll(async () => {
  gateway = await startMeasuredGateway(connections)
}, 120_000)
afterAll(() => gateway.close())

type Request = Parameters<MeasuredGateway['send']>[0]

const asDeveloper = { 'x-api-key': 'sandbox-developer' }
const asking = (query: string, variables: object = {}, headers: Record<string, string> = {}): Request => ({
  headers: { ...asDeveloper, ...headers },
  body: { query, variables },
})
const addressOf = (n: number) => [10, n >> 16, n >> 8, n].map((part) => part & 255).join('.')
const tokenOf = (n: number) =>
  [{ alg: 'RS256', kid: `k${n}` }, { iss: `https://issuer-${n}.example`, sub: `s${n}` }, `signature ${n}`]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
const typename = '{ __typename }'

/** Each kind of flood: its nth request, unlike all others of its kind; and how its reply begins. */
const floods: Record<string, { of: (n: number) => Request; status: number; says?: RegExp }> = {
  'API keys': {
    of: (n) => ({
      headers: { 'x-api-key': `hw_${n.toString(36).padStart(12, '0')}_${'x'.repeat(43)}` },
      body: { query: typename },
    }),
    status: 401,
  },
  tokens: {
    of: (n) => ({ headers: { authorization: `Bearer ${tokenOf(n)}` }, body: { query: typename } }),
    status: 401,
  },
  'addresses of clients': {
    of: (n) => asking(typename, {}, { 'x-forwarded-for': addressOf(n) }),
    status: 200,
  },
  'addresses that fail': {
    of: (n) => ({
      headers: { 'x-forwarded-for': addressOf(n), 'x-api-key': 'wrong' },
      body: { query: typename },
    }),
    status: 401,
  },
  'request ids': { of: (n) => asking(typename, {}, { 'x-request-id': `request-${n}` }), status: 200 },
  'operation names': { of: (n) => asking(`query Named${n} { __typename }`), status: 200 },
  documents: { of: (n) => asking(`{ systems { name vendor } a${n}: __typename }`), status: 200 },
  aliases: {
    of: (n) => asking(`{ ${Array.from({ length: 20 }, (_, i) => `a${n}_${i}: __typename`).join(' ')} }`),
    status: 200,
  },
  'documents that are refused': { of: (n) => asking(`{ nothing${n} }`), status: 400 },
  'unknown ids': {
    of: (n) => asking('query ($id: ID!) { node(id: $id) { id } }', { id: `id-${n}` }),
    status: 200,
  },
  'e-mail addresses': {
    of: (n) =>
      asking('query ($email: EmailAddress!) { customer(email: $email) { id } }', {
        email: `nobody.${n}@example.com`,
      }),
    status: 200,
  },
  cursors: {
    of: (n) =>
      asking('query ($after: String) { inventoryItems(first: 1, after: $after) { edges { node { id } } } }', {
        after: Buffer.from(`cursor ${n}`).toString('base64'),
      }),
    status: 200,
  },
  'idempotency keys': {
    of: (n) =>
      asking(
        'mutation ($id: ID!) { updateCustomer(id: $id, input: { company: "Flood" }) { writeId } }',
        { id: `id-${n}` },
        { 'idempotency-key': `key-${n}` },
      ),
    status: 200,
  },
  subscriptions: {
    of: (n) =>
      asking(
        'subscription ($id: ID!) { writeChanged(id: $id) { id } }',
        { id: `write-${n}` },
        { accept: 'text/event-stream' },
      ),
    status: 200,
  },
}

const kinds = Object.entries(floods)

/** Sends `count` requests, a kind after the other, from number `first` on. */
async function flood(first: number, count: number): Promise<void> {
  let next = first
  const sendOn = async (): Promise<void> => {
    while (next < first + count) {
      const n = next++
      const [kind, { of, status }] = kinds[n % kinds.length]!
      const reply = await gateway.send(of(n))
      if (reply.status !== status) throw new Error(`${kind}: ${reply.status} ${reply.text.slice(0, 300)}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, sendOn))
}

const mb = (bytes: number) => Math.round(bytes / 1e6)

test(
  'what it holds after the flood is within the bound',
  async () => {
    // Code that was never run before is no flood.
    const warmUp = kinds.length * 100
    await flood(0, warmUp)
    const before = await gateway.memory()
    await flood(warmUp, requests)
    const after = await gateway.memory()
    reportFigure(
      `G076: ${requests} distinct requests of ${kinds.length} kinds: heap ${mb(before.heapUsed)} → ${mb(after.heapUsed)} MB, RSS ${mb(before.rss)} → ${mb(after.rss)} MB`,
    )
    expect(mb(after.heapUsed - before.heapUsed)).toBeLessThanOrEqual(maxGrowthMb)
    expect(mb(after.external - before.external)).toBeLessThanOrEqual(maxGrowthMb)
    expect(mb(after.rss - before.rss)).toBeLessThanOrEqual(2 * maxGrowthMb)
  },
  full ? 7_200_000 : 300_000,
)
