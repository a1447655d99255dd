import { describeConfigured } from '../../src/reads/describe-configured.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

// G003: 50 customers with bookings and orders take the fewest calls that each vendor's declared capabilities allow.

const list = `{ customers(first: 50) { edges { node {
  givenName customerNumber vipLevel loyaltyPoints
  bookings(first: 5) { edges { node { confirmationNumber } } }
  orders(first: 5) { edges { node { number lines { item { name onHand } } } } }
  sources { system state }
} } } }`

interface Listed {
  customers: {
    edges: {
      node: {
        customerNumber: string | null
        sources: { system: string; state: string }[]
        bookings: { edges: unknown[] } | null
        orders: { edges: { node: { lines: { item: { name: string } | null }[] } }[] } | null
      }
    }[]
  }
}

let gateway: SandboxGateway
beforeAll(async () => {
  gateway = await startSandboxGateway()
})
afterAll(() => gateway.close())

test('on first sight each system is asked by e-mail once for all, then by phone for the rest, and back', async () => {
  await gateway.query(list)
  const { hubspot, businessCentral, opera } = await gateway.requests()
  const perCall = (system: string) =>
    gateway.declarations.datasources.get(system)?.records.get('Customer')?.byKey.get('email')?.max ?? 1
  const batches = (system: string) => Math.ceil(50 / perCall(system))
  expect(hubspot.listContacts).toBe(1)
  // Back, at most once for each other system: whether what matched is one contact alone.
  expect(hubspot.batchReadContacts ?? 0).toBeLessThanOrEqual(3)
  expect(hubspot.searchContacts ?? 0).toBeLessThanOrEqual(4)
  // By e-mail, by phone (a spelling or two), by id.
  expect(businessCentral.listCustomers).toBeLessThanOrEqual(4 * batches('ERP'))
  // OPERA searches profiles by one e-mail or phone a call.
  expect(opera.getProfiles).toBeLessThanOrEqual(2 * 50)
})

test('with resolved links each kind takes its records by the largest batches there are', async () => {
  await gateway.query(list)
  await gateway.resetRequests()
  const { data } = await gateway.query<Listed>(list)

  const nodes = data!.customers.edges.map(({ node }) => node)
  const at = (system: string) =>
    nodes.filter(({ sources }) =>
      sources.some((source) => source.system === system && source.state === 'LINKED'),
    ).length
  const items = new Set(
    nodes.flatMap(({ orders }) =>
      (orders?.edges ?? []).flatMap(({ node }) => node.lines.flatMap(({ item }) => item?.name ?? [])),
    ),
  ).size
  expect(nodes).toHaveLength(50)
  expect(at('CRS')).toBeGreaterThan(30)
  expect(at('ERP')).toBeGreaterThan(30)
  expect(items).toBeGreaterThan(50)

  const { catalog, datasources } = gateway.declarations
  const { idsPerCall, parentsPerCall } = describeConfigured(catalog, datasources)
  const batches = (count: number, most: number) => Math.ceil(count / most)
  expect(await gateway.requests()).toEqual({
    hubspot: { listContacts: 1 },
    businessCentral: {
      listCustomers: batches(at('ERP'), idsPerCall('ERP', 'Customer', null)),
      listSalesOrders: await orderPages(nodes, parentsPerCall('ERP', 'Order', 'customer')),
      listItems:
        batches(items, idsPerCall('ERP', 'InventoryItem', null)) +
        batches(items, idsPerCall('ERP', 'InventoryItem', 'stock')),
    },
    opera: {
      getProfilesByIds: batches(at('CRS'), idsPerCall('CRS', 'Customer', null)),
      getReservations: batches(at('CRS'), parentsPerCall('CRS', 'Booking', 'customer')),
    },
  })
  const database = gateway.calls().filter(({ system }) => system === 'DATABASE')
  expect(database.map(({ operation }) => operation)).toEqual(['Customer by id'])
})

/** A reply of Business Central holds 100 orders; a batch of customers who have more takes another. */
const ordersPerReply = 100

async function orderPages(nodes: Listed['customers']['edges'][number]['node'][], perCall: number) {
  const orders = await gateway.records<{ customerNumber: string }>('businessCentral', 'salesOrders')
  const counts = Map.groupBy(orders, ({ customerNumber }) => customerNumber)
  const numbers = nodes.flatMap(({ customerNumber }) => customerNumber ?? [])
  let pages = 0
  for (let start = 0; start < numbers.length; start += perCall) {
    const batch = numbers.slice(start, start + perCall)
    const found = batch.reduce((sum, number) => sum + (counts.get(number)?.length ?? 0), 0)
    pages += Math.max(1, Math.ceil(found / ordersPerReply))
  }
  return pages
}
