import { readFileSync } from 'node:fs'
import { Reference } from '../../src/datasources/source-record.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'
import { startGateway, type StartedGateway } from './started-gateway.ts'
import {
  customerOf,
  itemOf,
  orderOf,
  partyFields,
  productFields,
  saleFields,
  stockOf,
} from './tryton-expectations.ts'
import { connectToTryton, wireDate, type Row, type TrytonWire } from './tryton-wire.ts'

const variable = (name: string) => process.env[name] ?? ''

const customerFields = `
  id customerNumber balanceDue { amount currency } paymentTerms taxId
  customerKey loyaltyPoints segment lifetimeValue { amount currency }`
const itemFields = `
  sku name category unit unitPrice { amount currency } updatedAt onHand available reserved`
const orderFields = `
  number status orderDate netAmount { amount currency } taxAmount { amount currency } totalAmount { amount currency }
  currency invoicedAmount { amount currency } shippedState externalReference createdAt updatedAt
  lines { item { ${itemFields} } sku description quantity
    unitPrice { amount currency } discount { amount currency } amount { amount currency } }`

/** Whose profile belongs to whom: by address in any case, and for one of them by phone, having no address. */
const profileKeys: Record<string, string> = {
  C0001: 'K-1001',
  C0002: 'K-1002',
  C0003: 'K-1003',
  C0004: 'K-1004',
  C0005: 'K-1005',
  C0006: 'K-1006',
  C0007: 'K-1007',
  C0009: 'K-1009',
  C0010: 'K-1010',
}

type Values = Record<string, unknown>
interface Edges {
  edges: { node: Values }[]
}
interface Page extends Edges {
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

describeNeeding(
  needsVariables('TRYTON_URL', 'TRYTON_GATEWAY_PASSWORD', 'POSTGRES_URL'),
  'the gateway on a real ERP and a real database',
  () => {
    let company: ScratchDatabase
    let store: ScratchDatabase
    let wire: TrytonWire
    let gateway: StartedGateway

    const start = () =>
      startGateway('examples/real-erp/headwater.config.ts', {
        COMPANY_DATABASE_URL: company.url,
        HEADWATER_STORE_URL: store.url,
      })

    beforeAll(async () => {
      company = await createScratchDatabase(variable('POSTGRES_URL'), 'company')
      store = await createScratchDatabase(variable('POSTGRES_URL'), 'store')
      await company.query(readFileSync('examples/real-erp/database.sql', 'utf8'))
      wire = await connectToTryton(variable('TRYTON_URL'), 'gateway', variable('TRYTON_GATEWAY_PASSWORD'))
      gateway = await start()
    }, 60_000)
    afterAll(async () => {
      await gateway.stop()
      await company.drop()
      await store.drop()
    })

    /** What both systems themselves say of a party. */
    const saidOf = async (party: Row): Promise<Values> => {
      const key = profileKeys[String(party.code)] ?? null
      const [profile] = await company.query(
        `select customer_key, loyalty_points, segment, lifetime_value::text as value, lifetime_value_currency as currency
         from customer_profile where customer_key = $1`,
        [key],
      )
      return {
        ...customerOf(party).values,
        customerKey: key,
        loyaltyPoints: profile?.loyalty_points ?? null,
        segment: profile?.segment ?? null,
        lifetimeValue: profile?.value ? { amount: profile.value, currency: profile.currency } : null,
      }
    }
    const seededParties = () => wire.find('party.party', [['code', 'like', 'C00%']], partyFields)
    const productsOf = async () => {
      const [warehouse] = await wire.find('stock.location', [['code', '=', 'WH']], ['id'])
      const context = { locations: [warehouse?.id], stock_date_end: wireDate(new Date()) }
      const rows = await wire.find('product.product', [], productFields, context)
      return new Map(rows.map((row) => [String(row.id), { ...itemOf(row).values, ...stockOf(row).values }]))
    }
    /** An order as the gateway shows it: with its items in place of their keys, and without the customer. */
    const shownOrders = async (domain: unknown[]): Promise<Values[]> => {
      const [sales, products] = [await wire.find('sale.sale', domain, saleFields), await productsOf()]
      return sales.map((sale) => {
        const { customer: _customer, lines, ...values } = orderOf(sale).values
        const shown = (lines as { item: unknown }[]).map((line) => ({
          ...line,
          item: line.item instanceof Reference ? products.get(line.item.externalId) : null,
        }))
        return { ...values, lines: shown }
      })
    }

    test('customers: every field of Tryton and of the database, each of its owner', async () => {
      const { customers } = await gateway.query<{ customers: Edges }>(
        `{ customers(first: 13) { edges { node { ${customerFields} } } } }`,
      )
      const parties = await seededParties()
      const said = await Promise.all(parties.slice(0, 12).map(saidOf))
      // The first party of all is the company itself.
      expect(customers.edges.slice(1).map(({ node }) => ({ ...node, id: null }))).toEqual(
        said.map((values) => ({ id: null, ...values })),
      )
    })

    test('a customer by the key of each system, by e-mail and by canonical id is the same one', async () => {
      const [party] = await wire.find('party.party', [['code', '=', 'C0004']], partyFields)
      const byKey = `query ($erp: ID!) {
        erp: customerByExternalId(system: ERP, id: $erp) { ${customerFields} sources { system state version } }
        database: customerByExternalId(system: DATABASE, id: "K-1004") { id }
        email: customer(email: "guest0004@example.com") { id }
      }`
      const found = await gateway.query<Record<'erp' | 'database' | 'email', Values>>(byKey, {
        erp: String(party?.id),
      })
      const { id, sources, ...values } = found.erp
      expect(values).toEqual(await saidOf(party!))
      expect([found.database.id, found.email.id]).toEqual([id, id])
      expect(sources).toContainEqual({ system: 'ERP', state: 'LINKED', version: party?._timestamp })
      const again = await gateway.query<{ customer: Values }>(
        `query ($id: ID!) { customer(id: $id) { customerKey } }`,
        { id },
      )
      expect(again.customer).toEqual({ customerKey: 'K-1004' })
    })

    test('fields of systems that are not configured are null, without an error', async () => {
      const { customers } = await gateway.query<{ customers: Edges }>(
        '{ customers(first: 1) { edges { node { givenName email vipLevel creditLimit { amount } bookings { edges { cursor } } } } } }',
      )
      expect(customers.edges[0]?.node).toEqual({
        givenName: null,
        email: null,
        vipLevel: null,
        creditLimit: null,
        bookings: null,
      })
    })

    test('an order by its number, with lines, items and their stock', async () => {
      const { order } = await gateway.query<{ order: Values }>(
        `{ order(number: "14") { ${orderFields} customer { customerNumber loyaltyPoints } } }`,
      )
      const [said] = await shownOrders([['number', '=', '14']])
      expect(order).toEqual({ ...said, customer: { customerNumber: 'C0003', loyaltyPoints: 0 } })
    })

    test('orders by status and date, sorted, page by page', async () => {
      // Other suites on the same server make orders, all dated later, and ship the last items.
      const today = new Date()
      const page = `query ($after: String, $to: LocalDate) {
        orders(first: 5, after: $after, filter: { status: [QUOTED], orderedTo: $to }, orderBy: { field: NUMBER }) {
          edges { node { number externalReference lines { sku quantity } } } pageInfo { hasNextPage endCursor } } }`
      const shown: Values[] = []
      let after: string | null = null
      do {
        const to = today.toISOString().slice(0, 10)
        const { orders }: { orders: Page } = await gateway.query(page, { after, to })
        shown.push(...orders.edges.map(({ node }) => node))
        after = orders.pageInfo.hasNextPage ? orders.pageInfo.endCursor : null
      } while (after !== null)

      const domain = [
        ['state', '=', 'quotation'],
        ['sale_date', '<=', wireDate(today)],
      ]
      const said = (await wire.find('sale.sale', domain, saleFields)).map((sale) => {
        const { number, externalReference, lines } = orderOf(sale).values
        const sold = (lines as Values[]).map(({ sku, quantity }) => ({ sku, quantity }))
        return { number, externalReference, lines: sold }
      })
      expect(said.length).toBeGreaterThan(10)
      expect(shown).toEqual(said.sort((one, other) => (String(one.number) < String(other.number) ? -1 : 1)))
    })

    test('inventory items with their stock', async () => {
      const { inventoryItems } = await gateway.query<{ inventoryItems: Edges }>(
        `{ inventoryItems(first: 15, orderBy: { field: SKU }) { edges { node { ${itemFields} stockByLocation { location } } } } }`,
      )
      const said = [...(await productsOf()).values()].slice(0, 15)
      expect(inventoryItems.edges.map(({ node }) => node)).toEqual(
        said.map((values) => ({ ...values, stockByLocation: null })),
      )
    })

    test('from a customer through orders and lines to items', async () => {
      const [party] = await wire.find('party.party', [['code', '=', 'C0005']], partyFields)
      const { customerByExternalId } = await gateway.query<{ customerByExternalId: { orders: Edges } }>(
        `query ($id: ID!) { customerByExternalId(system: ERP, id: $id) { orders(first: 50) { edges { node { ${orderFields} } } } } }`,
        { id: String(party?.id) },
      )
      const said = await shownOrders([['party', '=', party?.id]])
      expect(said.length).toBeGreaterThan(0)
      // The newest first; other suites on the same server may have made some.
      expect(customerByExternalId.orders.edges.map(({ node }) => node)).toEqual(
        said.toReversed().slice(0, 50),
      )
    })

    test.each(['999999', '../admin', "'; --", '2.0', 'K-1001'])(
      'an id that Tryton does not have is null: %s',
      async (id) => {
        const query = 'query ($id: ID!) { customerByExternalId(system: ERP, id: $id) { id } }'
        expect(await gateway.query(query, { id })).toEqual({ customerByExternalId: null })
      },
    )

    test('links are kept in the PostgreSQL store, so canonical ids outlive the process', async () => {
      const query = '{ customers(first: 3) { edges { node { id customerKey } } } }'
      const before = await gateway.query<{ customers: Edges }>(query)
      const links = await store.query("select count(*)::int as count from link where state = 'LINKED'")
      expect(links[0]?.count).toBeGreaterThan(3)
      await gateway.stop()
      gateway = await start()
      expect(await gateway.query(query)).toEqual(before)
    }, 60_000)
  },
)
