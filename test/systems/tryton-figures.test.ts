import { readFileSync } from 'node:fs'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { reportFigure } from '../support/report-figure.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'
import { startGateway, type StartedGateway } from './started-gateway.ts'
import { startRecordingProxy, type RecordingProxy } from './tryton-recording-proxy.ts'
import { connectToTryton, wireDecimal, type TrytonWire } from './tryton-wire.ts'

const variable = (name: string) => process.env[name] ?? ''

const count = 200
/** A day that no other order has, in Tryton's form. */
const day = { __class__: 'date', year: 2031, month: 3, day: 14 }

interface Page {
  orders: {
    edges: { node: { number: string | null; lines: unknown[]; customer: { customerNumber: string } } }[]
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
}

/** As `maxConcurrent` of the datasource has it unless told, which is what the example's config leaves it at. */
const declaredConcurrency = 8

describeNeeding(
  needsVariables('TRYTON_URL', 'TRYTON_GATEWAY_PASSWORD', 'POSTGRES_URL'),
  'what the gateway asks of a real Tryton',
  () => {
    let company: ScratchDatabase
    let store: ScratchDatabase
    let wire: TrytonWire
    let proxy: RecordingProxy
    let gateway: StartedGateway
    let parties: number[]
    let sales: number[]

    beforeAll(async () => {
      company = await createScratchDatabase(variable('POSTGRES_URL'), 'company')
      store = await createScratchDatabase(variable('POSTGRES_URL'), 'store')
      await company.query(readFileSync('examples/real-erp/database.sql', 'utf8'))
      wire = await connectToTryton(variable('TRYTON_URL'), 'gateway', variable('TRYTON_GATEWAY_PASSWORD'))
      ;[parties, sales] = await createOrders(wire)
      proxy = await startRecordingProxy(variable('TRYTON_URL'))
      gateway = await startGateway('examples/real-erp/headwater.config.ts', {
        COMPANY_DATABASE_URL: company.url,
        HEADWATER_STORE_URL: store.url,
        TRYTON_URL: proxy.url,
      })
    }, 300_000)
    afterAll(async () => {
      await gateway.stop()
      await proxy.close()
      await wire.remove('sale.sale', sales)
      await wire.remove('party.party', parties)
      await company.drop()
      await store.drop()
    }, 120_000)

    const readOrders = async () => {
      const page = `query ($after: String) {
        orders(first: 100, after: $after, filter: { orderedFrom: "2031-03-14", orderedTo: "2031-03-14" }) {
          edges { node { number lines { sku quantity unitPrice { amount } } customer { customerNumber taxId } } }
          pageInfo { hasNextPage endCursor } } }`
      const nodes: Page['orders']['edges'][number]['node'][] = []
      let after: string | null = null
      do {
        const { orders }: Page = await gateway.query<Page>(page, { after })
        nodes.push(...orders.edges.map(({ node }) => node))
        after = orders.pageInfo.hasNextPage ? orders.pageInfo.endCursor : null
      } while (after !== null)
      return nodes
    }

    test('200 orders with their lines and 200 customers are one call a record kind for each 100, and none for lines', async () => {
      // Who they are is found out once.
      const first = await readOrders()
      expect(first).toHaveLength(count)
      const before = proxy.methods.length
      const orders = await readOrders()
      const calls = proxy.methods.slice(before)
      expect(new Set(orders.map(({ customer }) => customer.customerNumber)).size).toBe(count)
      expect(orders.every(({ lines }) => lines.length === 2)).toBe(true)
      const of = (method: string) => calls.filter((called) => called === method).length
      reportFigure(`Tryton: ${count} orders with lines and customers: ${calls.join(' ')}`)
      expect(of('model.sale.sale.search_read')).toBeLessThanOrEqual(count / 100)
      expect(of('model.party.party.search_read')).toBeLessThanOrEqual(count / 100)
      expect(
        calls.filter((method) => !/^model\.(sale\.sale|party\.party)\.search_read$/.test(method)),
      ).toEqual([])
    })

    test('50 clients at once never put more calls in flight at Tryton than are declared, and none sees an error', async () => {
      const queries = [
        '{ customers(first: 20) { edges { node { customerNumber taxId } } } }',
        '{ orders(first: 10) { edges { node { number lines { item { sku onHand } } customer { customerNumber } } } } }',
        '{ inventoryItems(first: 20) { edges { node { sku name onHand available } } } }',
        '{ customer(email: "guest0004@example.com") { customerNumber orders(first: 5) { edges { node { status } } } } }',
        '{ order(number: "14") { status lines { sku quantity } } }',
      ]
      const replies = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          gateway.query<object>(queries[index % queries.length] ?? ''),
        ),
      )
      expect(replies).toHaveLength(50)
      for (const reply of replies) expect(Object.values(reply)).not.toContain(null)
      reportFigure(`Tryton: 50 clients at once: at most ${proxy.peak()} calls in flight`)
      expect(proxy.peak()).toBeGreaterThan(1)
      expect(proxy.peak()).toBeLessThanOrEqual(declaredConcurrency)
    })
  },
)

/** Customers of their own, each with one order of two lines. They are taken away again: lists of other suites stay short. */
async function createOrders(wire: TrytonWire): Promise<[parties: number[], sales: number[]]> {
  const run = Date.now()
  const parties = await wire.createAll(
    'party.party',
    Array.from({ length: count }, (_, index) => ({
      code: `FIGURE-${run}-${index}`,
      name: `Test Figure-${index}`,
      contact_mechanisms: [['create', [{ type: 'email', value: `figure.${run}.${index}@example.com` }]]],
    })),
  )
  const products = await wire.find('product.product', [['code', 'in', ['P0013', 'P0014']]], ['default_uom'])
  const lines = products.map(({ id, default_uom: unit }) => ({
    ...{ type: 'line', product: id, quantity: 1, unit },
    unit_price: wireDecimal(10),
  }))
  const sales = await wire.createAll(
    'sale.sale',
    parties.map((party) => ({ party, sale_date: day, lines: [['create', lines]] })),
  )
  return [parties, sales]
}
