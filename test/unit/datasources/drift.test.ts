import { dateTime } from '../../../src/codecs/dates.ts'
import { emailAddress } from '../../../src/codecs/email-address.ts'
import { decimal } from '../../../src/codecs/numbers.ts'
import { text } from '../../../src/codecs/text.ts'
import {
  always,
  at,
  computed,
  defineMapping,
  each,
  group,
  reference,
  sometimes,
  valueAt,
} from '../../../src/datasources/mapping.ts'
import { BadValue, Drift } from '../../../src/datasources/source-record.ts'

const mapping = defineMapping({
  entity: 'Order',
  id: 'id',
  always: true,
  fields: {
    number: 'number',
    name: at('name', text()),
    placedAt: at('times.placed', dateTime()),
    address: group({ city: 'city', zip: at('zip', text()) }),
    lines: each('lines', { sku: 'sku', quantity: at('quantity', decimal()) }),
    total: computed(['lines.price'], (raw) => (valueAt(raw, ['lines']) as unknown[]).length),
    customer: reference('Customer', 'customerId'),
    remark: sometimes(at('remark', text())),
  },
  matchKeys: { email: at('email', emailAddress()) },
})

const whole = {
  id: '1',
  number: 'A1',
  name: 'Anna',
  times: { placed: '2026-01-05T08:30:00Z' },
  city: 'Wien',
  zip: null,
  lines: [{ sku: 'S1', quantity: 2, price: 1 }],
  customerId: 'C1',
  email: 'anna@example.com',
}

function without(name: string): object {
  return Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name))
}

function driftedIn(raw: unknown): Record<string, string> {
  const drifted = mapping.read(raw).drifted ?? []
  return Object.fromEntries([...drifted].map(([field, { path, problem }]) => [field, `${path} ${problem}`]))
}

test('a record that came as agreed says nothing of drift', () => {
  expect(mapping.read(whole)).not.toHaveProperty('drifted')
})

test.each([
  ['number', { number: 'number MISSING' }],
  ['name', { name: 'name MISSING' }],
  ['times', { placedAt: 'times.placed MISSING' }],
  ['zip', { 'address.zip': 'zip MISSING' }],
  ['lines', { lines: 'lines MISSING', total: 'lines.price MISSING' }],
  ['customerId', { customer: 'customerId MISSING' }],
  ['email', { email: 'email MISSING' }],
])('without "%s" what is read from it has drifted, and nothing else', (name, expected) => {
  expect(driftedIn(without(name))).toEqual(expected)
})

test.each<[string, object, Record<string, string>]>([
  ['an object for a text', { number: { value: 'A1' } }, { number: 'number TYPE' }],
  ['a number for a text', { name: 7 }, { name: 'name TYPE' }],
  ['a list for a text', { name: ['Anna'] }, { name: 'name TYPE' }],
  ['a text for an object', { times: '2026' }, { placedAt: 'times.placed TYPE' }],
  ['a list for an object', { times: [{ placed: '' }] }, { placedAt: 'times.placed TYPE' }],
  ['an object for a key', { customerId: { id: 'C1' } }, { customer: 'customerId TYPE' }],
  [
    'a list of texts for one of objects',
    { lines: ['S1'] },
    { lines: 'lines TYPE', total: 'lines.price TYPE' },
  ],
  ['a boolean for a match key', { email: true }, { email: 'email TYPE' }],
])('%s has drifted', (_, changes, expected) => {
  expect(driftedIn({ ...whole, ...changes })).toEqual(expected)
})

test('an element of a list names its path from the record', () => {
  const lines = [{ sku: 'S1', quantity: true, price: 1 }]
  expect(driftedIn({ ...whole, lines })).toEqual({ 'lines.quantity': 'lines.quantity TYPE' })
})

test('null on the way, an empty list and what may be left out are answers', () => {
  const raw = { ...whole, times: null, lines: [], customerId: null }
  expect(driftedIn(raw)).toEqual({})
  expect(mapping.read(raw).values).toMatchObject({ placedAt: null, lines: [], customer: null, remark: null })
})

test('a value of the right type that cannot be converted is bad, and no drift', () => {
  const { values, drifted } = mapping.read({ ...whole, times: { placed: 'yesterday' } })
  expect(values.placedAt).toBeInstanceOf(BadValue)
  expect(values.placedAt).not.toBeInstanceOf(Drift)
  expect(drifted).toBeUndefined()
})

test('a match key that drifted is no key, and its drift is known', () => {
  const record = mapping.read(without('email'))
  expect(record.matchKeys).toEqual({})
  expect(record.drifted?.has('email')).toBe(true)
})

test('a mapping that promises nothing takes a missing path for none, but for what is always sent', () => {
  const lenient = defineMapping({ entity: 'Order', id: 'id', fields: { a: 'a', b: always(at('b')) } })
  const { values, drifted } = lenient.read({ id: '1' })
  expect(values.a).toBeNull()
  expect([...(drifted?.keys() ?? [])]).toEqual(['b'])
})
