import { hasLines, planLines, writeLines } from '../../../../src/datasources/business-central/order-lines.ts'

const order = (...lines: object[]) => ({ salesOrderLines: lines })
const line = (id: string, itemId: string, quantity: number, more: object = {}) => ({
  '@odata.etag': `etag of ${id}`,
  id,
  lineType: 'Item',
  itemId,
  quantity,
  unitPrice: 10,
  discountAmount: 0,
  description: 'as the item says',
  ...more,
})
const wanted = (...lines: object[]) => writeLines(lines).bodies
const etagOf = (one: Readonly<Record<string, unknown>>) => String(one['@odata.etag'])
const plan = (...[current, lines]: [object, ReturnType<typeof wanted>]) =>
  planLines('order', current as Record<string, unknown>, lines, etagOf).map(
    ({ method, path, body, ifMatch }) => [
      method,
      path,
      ...(body ? [body] : []),
      ...(ifMatch === undefined ? [] : [ifMatch]),
    ],
  )

test('lines that are as wanted take no change, in whatever order', () => {
  const current = order(line('1', 'a', 2), line('2', 'b', 1))
  const lines = wanted({ item: 'b', quantity: '1' }, { item: 'a', quantity: '2.0' })
  expect(plan(current, lines)).toEqual([])
  expect(hasLines(current, lines)).toBe(true)
})

test('only what differs is changed; what is missing is added, what is left is removed last', () => {
  const current = order(line('1', 'a', 2), line('2', 'b', 1))
  const lines = wanted(
    { item: 'c', quantity: '4' },
    { item: 'a', quantity: '3', unitPrice: { amount: '10.00', currency: 'EUR' } },
  )
  expect(plan(current, lines)).toEqual([
    ['POST', 'salesOrders(order)/salesOrderLines', { lineType: 'Item', itemId: 'c', quantity: 4 }],
    ['PATCH', 'salesOrderLines(1)', { quantity: 3 }, 'etag of 1'],
    ['DELETE', 'salesOrderLines(2)', 'etag of 2'],
  ])
  expect(hasLines(current, lines)).toBe(false)
})

test('of two lines of an item the one that is as wanted is kept', () => {
  const current = order(line('1', 'a', 2), line('2', 'a', 5))
  expect(plan(current, wanted({ item: 'a', quantity: '5' }))).toEqual([
    ['DELETE', 'salesOrderLines(1)', 'etag of 1'],
  ])
})

test('charges and comments are not touched', () => {
  const current = order(line('1', 'a', 2), line('2', '', 1, { lineType: 'Charge' }))
  expect(plan(current, wanted({ item: 'a', quantity: '2' }))).toEqual([])
})

test('what was done in part before is not done again', () => {
  const lines = wanted({ item: 'a', quantity: '3' }, { item: 'c', quantity: '4' })
  const partly = order(line('1', 'a', 3), line('2', 'b', 1))
  expect(plan(partly, lines).map(([method]) => method)).toEqual(['POST', 'DELETE'])
})

test.each([
  [[]],
  ['a list'],
  [[{ quantity: '1' }]],
  [[{ item: 'a', quantity: '0' }]],
  [[{ item: 'a', quantity: '-1' }]],
  [[{ item: 'a', quantity: 'many' }]],
  [
    [
      { item: 'a', quantity: '1', unitPrice: { amount: '1.00', currency: 'EUR' } },
      { item: 'b', quantity: '1', unitPrice: { amount: '1.00', currency: 'USD' } },
    ],
  ],
])('%j are no lines of an order', (lines) => {
  expect(() => writeLines(lines)).toThrow('expected')
})
