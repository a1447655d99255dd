import { findBroken } from '../../../src/writes/business-rules.ts'

const eur = (amount: string) => ({ amount, currency: 'EUR' })

function broken(
  entity: string,
  changes: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, unknown>> = {},
) {
  const wanted = (field: string) => (field in changes ? changes[field] : known[field])
  return findBroken(entity, wanted, (field) => field in changes).map(({ field }) => field)
}

test.each([
  [
    'a departure before the arrival',
    'Booking',
    { arrival: '2027-01-05', departure: '2027-01-04' },
    {},
    ['departure'],
  ],
  [
    'a departure on the arrival’s day',
    'Booking',
    { arrival: '2027-01-05', departure: '2027-01-05' },
    {},
    ['departure'],
  ],
  [
    'an arrival after the known departure',
    'Booking',
    { arrival: '2027-01-09' },
    { departure: '2027-01-08' },
    ['departure'],
  ],
  ['nobody', 'Booking', { adults: 0 }, {}, ['adults']],
  ['fewer than no children', 'Booking', { children: -1 }, {}, ['children']],
  ['an order without lines', 'Order', { lines: [] }, {}, ['lines']],
  ['a line of none', 'Order', { lines: [{ quantity: '0' }] }, {}, ['lines.0.quantity']],
  [
    'a line of less than none',
    'Order',
    { lines: [{ quantity: '1' }, { quantity: '-1' }] },
    {},
    ['lines.1.quantity'],
  ],
  [
    'a price in another currency',
    'Order',
    { lines: [{ quantity: '1', unitPrice: { amount: '1', currency: 'USD' } }] },
    { currency: 'EUR' },
    ['lines.0.unitPrice'],
  ],
  [
    'a discount below zero',
    'Order',
    { lines: [{ quantity: '1', discount: eur('-1') }] },
    { currency: 'EUR' },
    ['lines.0.discount'],
  ],
  ['a credit limit below zero', 'Customer', { creditLimit: eur('-0.01') }, {}, ['creditLimit']],
  [
    'a credit limit in a currency that the account is not kept in',
    'Customer',
    { creditLimit: { amount: '1', currency: 'USD' } },
    { balanceDue: eur('5') },
    ['creditLimit'],
  ],
  [
    'a customer whom nothing names any more',
    'Customer',
    { email: null },
    { phone: null, familyName: null, company: null },
    ['email'],
  ],
  ['a price below zero', 'InventoryItem', { unitPrice: eur('-1') }, {}, ['unitPrice']],
  ['an adjustment that adjusts nothing', 'InventoryItem', { by: '0.00' }, {}, ['by']],
] as const)('%s is refused', (_, entity, changes, known, fields) => {
  expect(broken(entity, changes, known)).toEqual(fields)
})

test.each([
  ['a stay of one night', 'Booking', { arrival: '2027-01-05', departure: '2027-01-06' }, {}],
  [
    'a change beside dates that are wrong already',
    'Booking',
    { adults: 2 },
    { arrival: '2027-01-05', departure: '2027-01-01' },
  ],
  ['an arrival, while the departure is not known', 'Booking', { arrival: '2027-01-05' }, {}],
  [
    'a line with a price in the order’s currency',
    'Order',
    { lines: [{ quantity: '1.5', unitPrice: eur('0') }] },
    { currency: 'EUR' },
  ],
  ['a cleared e-mail of somebody with a phone', 'Customer', { email: null }, { phone: '+491701234567' }],
  ['a cleared e-mail of somebody of whom no more is known', 'Customer', { email: null }, {}],
  ['no credit limit', 'Customer', { creditLimit: null }, { balanceDue: eur('5') }],
] as const)('%s is no offence', (_, entity, changes, known) => {
  expect(broken(entity, changes, known)).toEqual([])
})
