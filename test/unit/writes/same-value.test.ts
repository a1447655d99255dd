import { Reference } from '../../../src/datasources/source-record.ts'
import { holds } from '../../../src/writes/same-value.ts'

test.each([
  ['the same text', 'Anna', 'Anna'],
  ['text in capitals', 'shop-17', 'SHOP-17'],
  ['a decimal written otherwise', '1.50', '1.5'],
  ['the same instant in another zone', '2027-01-05T10:00:00Z', '2027-01-05T11:00:00+01:00'],
  ['nothing, for null', null, ''],
  ['an empty list, for null', null, []],
  ['more members than were set', { city: 'Berlin' }, { city: 'Berlin', street: 'Am Ufer 1' }],
  ['a reference by its external id', 'C-1', new Reference('Customer', 'C-1')],
  ['a list of the same', [{ quantity: '1' }], [{ quantity: '1.0', amount: '9' }]],
])('%s holds', (_, wanted, found) => {
  expect(holds(wanted, found)).toBe(true)
})

test.each([
  ['another text', 'Anna', 'Anne'],
  ['nothing', 'Anna', null],
  ['something, for null', null, 'Anna'],
  ['another member', { city: 'Berlin' }, { city: 'Bern' }],
  ['a list that is longer', ['a'], ['a', 'b']],
  ['a reference to another', 'C-1', new Reference('Customer', 'C-2')],
  ['false, for true', true, false],
  ['nothing, for 0', 0, null],
  ['a postal code without its zero', '01067', '1067'],
])('%s does not hold', (_, wanted, found) => {
  expect(holds(wanted, found)).toBe(false)
})

test('text as it is tells spellings apart, everywhere in a value', () => {
  expect(holds('Mueller', 'mueller', 'AS_IT_IS')).toBe(false)
  expect(holds({ city: ['Bern'] }, { city: ['BERN'] }, 'AS_IT_IS')).toBe(false)
  expect(holds('Bern', 'Bern ', 'AS_IT_IS')).toBe(true)
})
