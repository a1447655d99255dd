import { BadValue, Reference } from '../../../../src/datasources/source-record.ts'
import {
  customerMapping,
  inventoryItemMapping,
  orderMapping,
  stockMapping,
} from '../../../../src/datasources/tryton/mapping.ts'
import { date, decimal, party, product, sale } from './captured-replies.ts'

const warnings: string[] = []
const options = { currency: 'EUR', phoneRegion: 'DE', warn: (message: string) => warnings.push(message) }
const euro = (amount: string) => ({ amount, currency: 'EUR' })

test('a party reads as a customer', () => {
  expect(customerMapping(options).read(party)).toEqual({
    externalId: '3',
    version: '1795417166.884162',
    values: {
      givenName: 'Guest',
      familyName: '0002',
      email: 'guest0002@example.com',
      phone: '+49301000001',
      language: 'zh-CN',
      address: {
        street: 'Hauptstrasse 2',
        postalCode: '10001',
        city: 'Paris',
        region: null,
        country: 'FR',
      },
      createdAt: '2026-11-23T06:30:27.884Z',
      updatedAt: '2026-11-23T06:30:27.884Z',
      customerNumber: 'C0002',
      balanceDue: euro('120.50'),
      paymentTerms: '30 days',
      taxId: null,
    },
    matchKeys: { email: 'guest0002@example.com', phone: '+49301000001' },
  })
})

test('a contact that is no address is no match key', () => {
  const unusable = { ...party, 'contact_mechanisms.': [{ type: 'email', active: true, value: 'info@' }] }
  expect(customerMapping(options).read(unusable).matchKeys).toEqual({})
})

test('a sale reads as an order with its selling lines', () => {
  expect(orderMapping(options).read(sale)).toEqual({
    externalId: '3',
    version: '1795417168.366106',
    matchKeys: {},
    values: {
      number: '14',
      status: 'PROCESSING',
      orderDate: '2026-11-23',
      lines: [
        {
          item: new Reference('InventoryItem', '3'),
          sku: 'P0003',
          description: 'P0003',
          quantity: '3',
          unitPrice: euro('12.00'),
          discount: null,
          amount: euro('36.00'),
        },
      ],
      netAmount: euro('49.00'),
      taxAmount: euro('0.00'),
      totalAmount: euro('49.00'),
      currency: 'EUR',
      invoicedAmount: euro('39.90'),
      shippedState: 'NOT_SHIPPED',
      externalReference: 'WEB-0003',
      createdAt: '2026-11-23T06:59:27.839Z',
      updatedAt: '2026-11-23T06:59:27.966Z',
      customer: new Reference('Customer', '4'),
    },
  })
})

test('a sale that was never changed was last updated when it was created', () => {
  expect(orderMapping(options).read({ ...sale, write_date: null }).values.updatedAt).toBe(
    '2026-11-23T06:59:27.839Z',
  )
})

test.each([
  ['none', [], 'NOT_SHIPPED'],
  ['waiting', ['draft', 'assigned'], 'NOT_SHIPPED'],
  ['waiting', ['done', 'draft'], 'PARTIALLY_SHIPPED'],
  ['exception', ['done', 'cancelled'], 'PARTIALLY_SHIPPED'],
  ['exception', ['cancelled'], 'NOT_SHIPPED'],
  ['sent', ['done'], 'SHIPPED'],
])('shipment state %s with moves %j is %s', (shipmentState, moves, expected) => {
  const raw = {
    ...sale,
    shipment_state: shipmentState,
    'lines.': [{ type: 'line', 'moves.': moves.map((state) => ({ state })) }],
  }
  expect(orderMapping(options).read(raw).values.shippedState).toBe(expected)
})

test('states that 6.0 does not have read as UNKNOWN, with a warning', () => {
  warnings.length = 0
  const { values } = orderMapping(options).read({ ...sale, state: 'on_hold', shipment_state: 'lost' })
  expect(values).toMatchObject({ status: 'UNKNOWN', shippedState: 'UNKNOWN' })
  expect(warnings).toEqual([expect.stringContaining('"on_hold"'), expect.stringContaining('"lost"')])
})

test('an amount that is no decimal is a bad value, and the rest of the order is right', () => {
  const { values } = orderMapping(options).read({ ...sale, total_amount: 49 })
  expect(values.totalAmount).toBeInstanceOf(BadValue)
  expect(values.netAmount).toEqual(euro('49.00'))
})

test('invoices in another currency than the order are not added up', () => {
  const [invoice] = sale['invoices.']
  const foreign = { ...sale, 'invoices.': [{ ...invoice, 'currency.': { code: 'USD', id: 2 } }] }
  expect(orderMapping(options).read(foreign).values.invoicedAmount).toBeInstanceOf(BadValue)
})

test('a product reads as an item, as new as its template', () => {
  expect(inventoryItemMapping(options).read(product)).toEqual({
    externalId: '1',
    version: '1795417167.237400',
    matchKeys: {},
    values: {
      sku: 'P0001',
      name: 'Product 0001',
      category: 'Goods',
      unit: 'Unit',
      unitPrice: euro('10.00'),
      updatedAt: '2026-11-23T06:30:27.000Z',
    },
  })
})

test.each([
  [50, 47, { onHand: '50', available: '47', reserved: '3' }],
  [0.3, 0.1, { onHand: '0.3', available: '0.1', reserved: '0.2' }],
  [5, -2, { onHand: '5', available: '-2', reserved: '7' }],
  [-1, -1, { onHand: '-1', available: '-1', reserved: '0' }],
  // More is coming in than is going out: what goes out cannot be told.
  [5, 9, { onHand: '5', available: '9', reserved: null }],
])('%d on hand and %d forecast read as %j', (quantity, forecast, expected) => {
  const raw = { id: 1, quantity, forecast_quantity: forecast }
  expect(stockMapping().read(raw).values).toEqual(expected)
})

test('the empty text is no value', () => {
  const { values } = orderMapping(options).read({ ...sale, reference: '', sale_date: date(2026, 1, 2) })
  expect(values).toMatchObject({ externalReference: null, orderDate: '2026-01-02' })
  expect(customerMapping(options).read({ ...party, receivable: decimal('-3') }).values.balanceDue).toEqual(
    euro('-3.00'),
  )
})
