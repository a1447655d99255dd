import { BadValueError } from '../../../../src/codecs/codec.ts'
import { priceCurrency, writeLines } from '../../../../src/datasources/tryton/order-lines.ts'
import { hasLines, planLines } from '../../../../src/datasources/tryton/plan-lines.ts'
import { decimal } from './captured-replies.ts'

const euros = (amount: string) => ({ amount, currency: 'EUR' })

test('a line is in the form of Tryton, and what is not given is left out', () => {
  const given = [
    { item: '7', quantity: '2.50', unitPrice: euros('12.30'), description: ' Gift ' },
    { item: '8', quantity: '1', description: null },
    { item: '8', quantity: '1', unitPrice: null, discount: null },
  ]
  expect(writeLines(given)).toEqual([
    { product: 7, quantity: 2.5, unit_price: decimal('12.3'), description: 'Gift' },
    { product: 8, quantity: 1, description: null },
    { product: 8, quantity: 1 },
  ])
})

test.each([
  ['no lines', []],
  ['no list', null],
  ['no item', [{ quantity: '1' }]],
  ['no quantity', [{ item: '7' }]],
  ['nothing of it', [{ item: '7', quantity: '0' }]],
  ['a discount', [{ item: '7', quantity: '1', discount: euros('1.00') }]],
  ['a price that is too fine', [{ item: '7', quantity: '1', unitPrice: euros('1.00001') }]],
  ['a text that no database keeps', [{ item: '7', quantity: '1', description: 'a\0' }]],
])('%s is refused', (_, lines) => {
  expect(() => writeLines(lines)).toThrow(BadValueError)
})

test('prices are of one currency', () => {
  const line = (unitPrice?: object) => ({ item: '7', quantity: '1', unitPrice })
  expect(priceCurrency([line(), line(euros('1'))])).toBe('EUR')
  expect(priceCurrency([line()])).toBeNull()
  expect(() => priceCurrency([line(euros('1')), line({ amount: '1', currency: 'USD' })])).toThrow(
    BadValueError,
  )
})

const stored = (id: number, product: number | null, quantity: number, price = '10.0000') => ({
  ...{ id, type: 'line', quantity, unit_price: decimal(price), description: '' },
  'product.': product === null ? null : { id: product },
})
const title = { id: 1, type: 'title', 'product.': null, quantity: null, unit_price: null, description: 'Bar' }
const sale = (...lines: object[]) => ({ 'lines.': [title, ...lines] })

test('a line of the same product is kept, others are added and removed, and titles are not touched', () => {
  const wanted = writeLines([
    { item: '9', quantity: '1' },
    { item: '7', quantity: '3' },
  ])
  expect(planLines(sale(stored(2, 7, 1), stored(3, 8, 1), stored(4, null, 1)), wanted)).toEqual({
    written: [{ id: 2, change: { quantity: 3, sequence: 2 } }],
    added: [{ sequence: 1, body: { product: 9, quantity: 1 } }],
    removed: [3, 4],
  })
})

test('of several lines of a product the one that is as wanted is taken first', () => {
  const wanted = writeLines([{ item: '7', quantity: '2' }])
  expect(planLines(sale(stored(2, 7, 1), stored(3, 7, 2)), wanted)).toMatchObject({
    written: [{ id: 3 }],
    removed: [2],
  })
})

test.each([
  [true, [stored(2, 7, 2), stored(3, 8, 1)]],
  [true, [stored(3, 8, 1), stored(2, 7, 2)]],
  [false, [stored(2, 7, 2)]],
  [false, [stored(2, 7, 2), stored(3, 8, 1), stored(4, 8, 1)]],
  [false, [stored(2, 7, 2, '9.9'), stored(3, 8, 1)]],
  [false, [stored(2, 7, 1), stored(3, 8, 1)]],
])('a sale has the lines: %s', (has, lines) => {
  const wanted = writeLines([
    { item: '7', quantity: '2', unitPrice: euros('10.00'), description: null },
    { item: '8', quantity: '1' },
  ])
  expect(hasLines(sale(...lines), wanted)).toBe(has)
})
