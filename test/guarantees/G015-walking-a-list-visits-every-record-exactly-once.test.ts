import { cast } from '../../sandbox/world/cast.ts'
import { startSandboxGateway, type Reply, type SandboxGateway } from '../support/sandbox-gateway.ts'
import type { Connection } from './customer-page.ts'

// G015: walking a list by cursors visits every record exactly once, and a cursor of any edge resumes after it.

const full = process.env.HEADWATER_FULL === '1'

let gateway: SandboxGateway
beforeAll(async () => {
  gateway = await startSandboxGateway()
})
afterAll(() => gateway.close())

type Keyed = Connection<Record<string, string>>

/** Keys in order, and the number of pages; ends early, never late, after `limit` records. */
async function walk(field: string, key: string, more: string, first: number, limit: number) {
  const keys: string[] = []
  let after: string | null = null
  let ended = false
  while (!ended && keys.length < limit) {
    const { data, errors }: Reply<{ list: Keyed }> = await gateway.query<{
      list: Keyed
    }>(
      `query ($after: String) { list: ${field}(first: ${first}, after: $after${more}) { edges { cursor node { ${key} } } pageInfo { hasNextPage endCursor } } }`,
      { after },
    )
    expect(errors).toBeUndefined()
    const { edges, pageInfo }: Keyed = data!.list
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null)
    keys.push(...edges.map(({ node }) => node[key]!))
    after = pageInfo.endCursor
    ended = !pageInfo.hasNextPage
  }
  return { keys, ended }
}

test.each<
  [field: string, key: string, vendor: 'hubspot' | 'businessCentral' | 'opera', type: string, count: number]
>([
  ['customers', 'id', 'hubspot', 'contacts', 0],
  ['bookings', 'confirmationNumber', 'opera', 'reservations', 0],
  ['orders', 'number', 'businessCentral', 'salesOrders', 0],
  ['inventoryItems', 'sku', 'businessCentral', 'items', 0],
])(
  '%s: every record once',
  async (field, key, vendor, type) => {
    const total = (await gateway.records(vendor, type)).length
    const { keys, ended } = await walk(field, key, '', 100, Number.POSITIVE_INFINITY)
    expect(ended).toBe(true)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toHaveLength(total)
  },
  120_000,
)

test.each([
  ['customers', 'id', ', orderBy: { field: FAMILY_NAME, direction: DESC }'],
  ['customers', 'customerKey', ', orderBy: { field: LOYALTY_POINTS }'],
  ['customers', 'customerNumber', ', orderBy: { field: CUSTOMER_NUMBER }'],
  ['bookings', 'confirmationNumber', ', orderBy: { field: ARRIVAL, direction: DESC }'],
  ['orders', 'number', ', orderBy: { field: ORDER_DATE, direction: DESC }'],
  ['orders', 'number', ', filter: { status: [CONFIRMED], orderedFrom: "2026-01-01" }'],
  ['inventoryItems', 'sku', ', orderBy: { field: NAME }'],
])(
  '%s by %s%s: small pages give what large ones give',
  async (field, key, more) => {
    const limit = full ? 2_000 : 60
    const large = await walk(field, key, more, 100, limit)
    const small = await walk(field, key, more, full ? 37 : 7, limit)
    expect(large.keys.length).toBeGreaterThan(20)
    const shorter = Math.min(large.keys.length, small.keys.length)
    expect(small.keys.slice(0, shorter)).toEqual(large.keys.slice(0, shorter))
    expect(new Set(small.keys).size).toBe(small.keys.length)
  },
  120_000,
)

test.each(['customers', 'bookings', 'orders', 'inventoryItems'])(
  '%s: a cursor of any edge resumes after it',
  async (field) => {
    const page = (after: string | null, first: number) =>
      gateway.query<{ list: Connection<{ id: string }> }>(
        `query ($after: String) { list: ${field}(first: ${first}, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage } } }`,
        { after },
      )
    const whole = (await page(null, 12)).data!.list.edges
    for (const [index, { cursor }] of whole.slice(0, 10).entries()) {
      const next = (await page(cursor, 2)).data!.list.edges
      expect(next.map(({ node }) => node.id)).toEqual(
        whole.slice(index + 1, index + 3).map(({ node }) => node.id),
      )
    }
  },
)

test('a customer’s bookings and orders, more than a page of each, are walked the same way', async () => {
  const { email, crsId, erpId } = gateway.world.persons[cast.frequent - 1]!
  for (const [field, key, expected] of [
    [
      'bookings',
      'confirmationNumber',
      gateway.world.stays.filter(({ profileId }) => profileId === crsId).length,
    ],
    [
      'orders',
      'number',
      gateway.world.orders.filter(({ personNumber }) => personNumber === cast.frequent).length,
    ],
  ] as const) {
    expect(erpId).toBeTruthy()
    const keys: string[] = []
    for (let after: string | null = null, more = true; more;) {
      const { data }: Reply<{ customer: { list: Keyed } }> = await gateway.query<{
        customer: { list: Keyed }
      }>(
        `query ($email: EmailAddress, $after: String) { customer(email: $email) { list: ${field}(first: 13, after: $after) { edges { cursor node { ${key} } } pageInfo { hasNextPage endCursor } } } }`,
        { email, after },
      )
      const { edges, pageInfo }: Keyed = data!.customer.list
      keys.push(...edges.map(({ node }) => node[key]!))
      after = pageInfo.endCursor
      more = pageInfo.hasNextPage
    }
    expect(expected).toBeGreaterThan(40)
    expect(new Set(keys).size).toBe(expected)
    expect(keys).toHaveLength(expected)
  }
})
