import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'
import { startGateway, type StartedGateway } from './started-gateway.ts'
import { createChangeable, type Changeable } from './tryton-changeable.ts'
import { connectToTryton, rowsUnder, under, wireDate, type TrytonWire } from './tryton-wire.ts'

const variable = (name: string) => process.env[name] ?? ''

interface Payload {
  done: {
    receipts: {
      system: string
      operation: string
      status: string
      externalId: string | null
      reason: { code: string } | null
    }[]
    userErrors: { code: string; field: string | null }[]
    [entity: string]: unknown
  }
}

const receipts = 'receipts { system operation status externalId reason { code } } userErrors { code field }'
const applied = [expect.objectContaining({ system: 'ERP', status: 'APPLIED', reason: null })]

/** The config of the example, unchanged: what it says of Tryton has to hold for writing, too. */
describeNeeding(
  needsVariables('TRYTON_URL', 'TRYTON_GATEWAY_PASSWORD', 'TRYTON_ADMIN_PASSWORD', 'POSTGRES_URL'),
  'mutations of the example with a real ERP are in Tryton itself',
  () => {
    let company: ScratchDatabase
    let store: ScratchDatabase
    let wire: TrytonWire
    let gateway: StartedGateway
    let made: Changeable
    const ids: { customer: string; item: string } = { customer: '', item: '' }

    beforeAll(async () => {
      company = await createScratchDatabase(variable('POSTGRES_URL'), 'company')
      store = await createScratchDatabase(variable('POSTGRES_URL'), 'store')
      await company.query(readFileSync('examples/real-erp/database.sql', 'utf8'))
      const [url, password] = [variable('TRYTON_URL'), variable('TRYTON_GATEWAY_PASSWORD')]
      wire = await connectToTryton(url, 'gateway', password)
      made = await createChangeable(
        wire,
        await connectToTryton(url, 'admin', variable('TRYTON_ADMIN_PASSWORD')),
      )
      gateway = await startGateway('examples/real-erp/headwater.config.ts', {
        COMPANY_DATABASE_URL: company.url,
        HEADWATER_STORE_URL: store.url,
      })
      const found = await gateway.query<{ customer: { id: string }; item: { id: string } }>(
        `query ($customer: ID!, $sku: String!) {
          customer: customerByExternalId(system: ERP, id: $customer) { id } item: inventoryItem(sku: $sku) { id } }`,
        { customer: String(made.partyId), sku: 'P0011' },
      )
      ids.customer = found.customer.id
      ids.item = found.item.id
    }, 120_000)
    afterAll(async () => {
      await gateway.stop()
      await company.drop()
      await store.drop()
    })

    const mutate = async (as: string, field: string, selection = '', variables: object = {}) => {
      const declared = Object.keys(variables).length === 0 ? '' : '($input: CreateOrderInput!)'
      const document = `mutation ${declared} { done: ${field} { ${receipts} ${selection} } }`
      return (await gateway.query<Payload>(document, variables, as)).done
    }
    const saleOf = async (id: unknown) => {
      const fields = [
        ...['state', 'reference', 'party', 'invoice_address', 'total_amount', 'shipments', 'invoices'],
        ...['lines.product.code', 'lines.quantity', 'lines.unit_price'],
      ]
      return (await wire.find('sale.sale', [['id', '=', Number(id)]], fields))[0]
    }
    const createOrder = async (reference: string) => {
      const lines = [
        { item: ids.item, quantity: '2' },
        {
          item: ids.item,
          quantity: '1',
          unitPrice: { amount: '9.99', currency: 'EUR' },
          description: 'Gift',
        },
      ]
      const input = { customer: ids.customer, externalReference: reference, orderDate: '2027-01-15', lines }
      const shown = 'order { id status totalAmount { amount } }'
      const done = await mutate('sales', 'createOrder(input: $input)', shown, { input })
      expect(done).toMatchObject({ receipts: applied, userErrors: [] })
      return { order: done.order as { id: string }, saleId: done.receipts[0]?.externalId }
    }

    test("updateCustomer sets the finance fields that Tryton has, and refuses those that it doesn't before any call", async () => {
      const done = await mutate(
        'finance',
        `updateCustomer(id: "${ids.customer}", input: { paymentTerms: "30 days", taxId: "DE136695976" })`,
        'customer { paymentTerms taxId }',
      )
      expect(done).toMatchObject({
        receipts: applied,
        userErrors: [],
        customer: { paymentTerms: '30 days', taxId: 'DE136695976' },
      })
      const fields = ['customer_payment_term.name', 'identifiers.type', 'identifiers.code']
      const [party] = await wire.find('party.party', [['id', '=', made.partyId]], fields)
      expect(under(party, 'customer_payment_term.', 'name')).toBe('30 days')
      expect(rowsUnder(party, 'identifiers.')).toEqual([
        expect.objectContaining({ type: 'eu_vat', code: 'DE136695976' }),
      ])
      const refused = await gateway
        .query(
          `mutation { done: updateCustomer(id: "${ids.customer}", input: { blocked: ALL }) { ${receipts} } }`,
          {},
          'finance',
        )
        .then(String, (error: unknown) => String(error))
      expect(refused).toContain('BAD_USER_INPUT')
      expect(refused).toContain('blocked')
    })

    test('payment terms that Tryton does not have are rejected, with the field', async () => {
      const done = await mutate(
        'finance',
        `updateCustomer(id: "${ids.customer}", input: { paymentTerms: "NEVER" })`,
      )
      expect(done.receipts).toEqual([expect.objectContaining({ status: 'REJECTED' })])
      expect(done.userErrors).toEqual([{ code: 'BAD_USER_INPUT', field: 'paymentTerms' }])
    })

    test('createOrder makes the order with its lines, addresses and prices; releaseOrder processes it', async () => {
      const reference = `SHOP-${randomUUID()}`
      const { order, saleId } = await createOrder(reference)
      const draft = await saleOf(saleId)
      expect(draft).toMatchObject({
        state: 'draft',
        reference,
        party: made.partyId,
        invoice_address: expect.any(Number),
      })
      expect(
        rowsUnder(draft, 'lines.').map((line) => [
          under(line, 'product.', 'code'),
          line.quantity,
          Number(under(line, 'unit_price', 'decimal')),
        ]),
      ).toEqual([
        ['P0011', 2, 20],
        ['P0011', 1, 9.99],
      ])
      expect(order).toMatchObject({ status: 'DRAFT', totalAmount: { amount: '49.99' } })

      const released = await mutate('sales', `releaseOrder(id: "${order.id}")`, 'order { status number }')
      expect(released).toMatchObject({ receipts: applied, order: { status: 'PROCESSING' } })
      expect(await saleOf(saleId)).toMatchObject({
        state: 'processing',
        shipments: [expect.any(Number)],
        invoices: [expect.any(Number)],
      })
      const cancelled = await mutate('sales', `cancelOrder(id: "${order.id}")`)
      expect(cancelled.receipts).toEqual([
        expect.objectContaining({ status: 'REJECTED', reason: { code: 'CONFLICT' } }),
      ])
      expect(await saleOf(saleId)).toMatchObject({ state: 'processing' })
    })

    test('cancelOrder cancels a draft', async () => {
      const { order, saleId } = await createOrder(`SHOP-${randomUUID()}`)
      const done = await mutate(
        'sales',
        `cancelOrder(id: "${order.id}", reason: "changed plans")`,
        'order { status }',
      )
      expect(done).toMatchObject({ receipts: applied, order: { status: 'CANCELLED' } })
      expect(await saleOf(saleId)).toMatchObject({ state: 'cancelled' })
    })

    test('adjustInventory counts the difference once, under one key however often it is sent', async () => {
      const [warehouse] = await wire.find('stock.location', [['code', '=', 'WH']], ['id'])
      const context = { locations: [warehouse?.id], stock_date_end: wireDate(new Date()) }
      const onHand = async () =>
        Number(
          (await wire.find('product.product', [['code', '=', 'P0011']], ['quantity'], context))[0]?.quantity,
        )
      const before = await onHand()
      const key = randomUUID()
      for (const _time of ['first', 'second']) {
        const done = await mutate(
          'operator',
          `adjustInventory(id: "${ids.item}", by: "4", reason: "found", idempotencyKey: "${key}")`,
          'inventoryItem { onHand }',
        )
        expect(done).toMatchObject({ receipts: applied, inventoryItem: { onHand: String(before + 4) } })
      }
      expect(await onHand()).toBe(before + 4)
    })
  },
)
