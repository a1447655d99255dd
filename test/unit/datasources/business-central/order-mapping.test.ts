import fc from 'fast-check'
import { orderMapping } from '../../../../src/datasources/business-central/mapping.ts'
import { BadValue, Reference } from '../../../../src/datasources/source-record.ts'
import { customerId, itemId, noGuid, orderWith, rawOrder } from './raw-records.ts'

const warnings: string[] = []
const mapping = orderMapping({
  localCurrency: 'EUR',
  defaultPhoneRegion: undefined,
  warn: (text) => void warnings.push(text),
})
const euros = (amount: string) => ({ amount, currency: 'EUR' })

test('an order reads in canonical form, with the local currency where it names none', () => {
  expect(mapping.read(rawOrder)).toEqual({
    externalId: rawOrder.id,
    version: 'W/"JzE5Ozg7MDA7Jw=="',
    matchKeys: {},
    values: {
      number: 'S-ORD9001',
      status: 'CONFIRMED',
      orderDate: '2026-10-02',
      lines: [
        {
          item: new Reference('InventoryItem', itemId),
          sku: '1001',
          description: 'Bath towel',
          quantity: '3',
          unitPrice: euros('19.90'),
          discount: euros('5.97'),
          amount: euros('53.73'),
        },
      ],
      netAmount: euros('53.73'),
      taxAmount: euros('10.21'),
      totalAmount: euros('63.94'),
      currency: 'EUR',
      invoicedAmount: euros('0.00'),
      shippedState: 'NOT_SHIPPED',
      externalReference: 'SHOP-1',
      updatedAt: '2026-10-03T08:00:00.120Z',
      customer: new Reference('Customer', customerId),
    },
  })
})

test('a line of no item has neither item nor sku', () => {
  const { values } = mapping.read(
    orderWith({ itemId: noGuid, lineType: 'Charge', lineObjectNumber: 'DELIVERY' }),
  )
  expect(values.lines).toEqual([expect.objectContaining({ item: null, sku: null })])
})

test.each([
  ['Draft', 'DRAFT'],
  ['In_x0020_Review', 'DRAFT'],
  ['In Review', 'DRAFT'],
  ['Open', 'CONFIRMED'],
])('status "%s" is %s', (status, expected) => {
  expect(mapping.read({ ...rawOrder, status }).values.status).toBe(expected)
})

test('a status that nobody knows is UNKNOWN with a warning', () => {
  expect(mapping.read({ ...rawOrder, status: 'Archived' }).values.status).toBe('UNKNOWN')
  expect(warnings).toEqual([expect.stringContaining('"Archived"')])
})

test('absent values are null', () => {
  const none = { orderDate: '0001-01-01', lastModifiedDateTime: '0001-01-01T00:00:00Z', customerId: noGuid }
  const { values } = mapping.read({ ...rawOrder, ...none, externalDocumentNumber: '' })
  expect(values).toMatchObject({ orderDate: null, updatedAt: null, customer: null, externalReference: null })
})

test('an order in another currency has all its amounts in it', () => {
  const { values } = mapping.read({ ...rawOrder, currencyCode: 'USD' })
  expect(values).toMatchObject({
    currency: 'USD',
    totalAmount: { amount: '63.94', currency: 'USD' },
    lines: [{ unitPrice: { amount: '19.90', currency: 'USD' } }],
  })
})

test('a currency code that is none makes amounts bad, and the lines keep what is good', () => {
  const { values } = mapping.read({ ...rawOrder, currencyCode: 'EURO' })
  for (const field of ['currency', 'netAmount', 'invoicedAmount'])
    expect(values[field]).toBeInstanceOf(BadValue)
  expect(values.lines).toEqual([
    expect.objectContaining({ sku: '1001', quantity: '3', amount: expect.any(BadValue) }),
  ])
})

test.each([
  ['nothing', [{ quantity: 2, shippedQuantity: 0 }], false, 'NOT_SHIPPED'],
  ['a part of a line', [{ quantity: 2, shippedQuantity: 0.5 }], false, 'PARTIALLY_SHIPPED'],
  ['one of two lines', [{ shippedQuantity: 3 }, { shippedQuantity: 0 }], false, 'PARTIALLY_SHIPPED'],
  ['all', [{ shippedQuantity: 3 }], true, 'SHIPPED'],
])('shipped %s', (_, lines, fullyShipped, expected) => {
  expect(mapping.read({ ...orderWith(...lines), fullyShipped }).values.shippedState).toBe(expected)
})

describe('the invoiced amount', () => {
  const invoiced = (...lines: Parameters<typeof orderWith>) =>
    mapping.read(orderWith(...lines)).values.invoicedAmount

  test('is what the invoiced lines cost with tax', () => {
    expect(
      invoiced(
        { quantity: 3, invoicedQuantity: 3, netAmountIncludingTax: 63.94 },
        { quantity: 1, invoicedQuantity: 0, netAmountIncludingTax: 10 },
        { quantity: 0, invoicedQuantity: 0, netAmountIncludingTax: 0 },
      ),
    ).toEqual(euros('63.94'))
  })

  test('takes of a line the invoiced share, to the cent', () => {
    expect(invoiced({ quantity: 3, invoicedQuantity: 1, netAmountIncludingTax: 10 })).toEqual(euros('3.33'))
    expect(invoiced({ quantity: 3, invoicedQuantity: 2, netAmountIncludingTax: 10 })).toEqual(euros('6.67'))
    expect(invoiced({ quantity: 2, invoicedQuantity: 1, netAmountIncludingTax: -0.05 })).toEqual(
      euros('-0.03'),
    )
  })

  test('of a line that is invoiced in full is exactly its amount', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.integer({ min: -100_000_000, max: 100_000_000 }),
        (thousandths, cents) => {
          const quantity = thousandths / 1000
          const amount = invoiced({
            quantity,
            invoicedQuantity: quantity,
            netAmountIncludingTax: cents / 100,
          })
          expect(amount).toMatchObject({ amount: expect.stringMatching(/^-?\d+\.\d\d$/) })
          expect(Math.round(Number((amount as { amount: string }).amount) * 100)).toBe(cents)
        },
      ),
    )
  })
})

test('what is written reads back', () => {
  const patch = { orderDate: '2026-11-30', externalReference: 'SHOP-2', customer: customerId }
  const written = mapping.write(patch)
  expect(written).toEqual({
    orderDate: '2026-11-30',
    externalDocumentNumber: 'SHOP-2',
    customerId,
  })
  expect(mapping.read({ ...rawOrder, ...written }).values).toMatchObject({
    ...patch,
    customer: new Reference('Customer', customerId),
  })
})

test.each([
  ['externalReference', 'x'.repeat(36)],
  ['status', 'CONFIRMED'],
  ['totalAmount', euros('1.00')],
  ['invoicedAmount', euros('1.00')],
])('%s %j cannot be written', (field, value) => {
  expect(() => mapping.write({ [field]: value })).toThrow(/at most 35|cannot be written/)
})
