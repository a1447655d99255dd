import { customerMapping } from '../../../../src/datasources/business-central/mapping.ts'
import { BadValue } from '../../../../src/datasources/source-record.ts'
import { rawCustomer } from './raw-records.ts'

const warnings: string[] = []
const mapping = customerMapping({
  localCurrency: 'EUR',
  defaultPhoneRegion: 'DE',
  warn: (text) => void warnings.push(text),
})
const valuesOf = (changes: object) => mapping.read({ ...rawCustomer, ...changes }).values

test('a customer reads in canonical form, its version is the etag', () => {
  expect(mapping.read(rawCustomer)).toEqual({
    externalId: rawCustomer.id,
    version: 'W/"JzE5Ozk7MDA7Jw=="',
    values: {
      givenName: 'Anna',
      familyName: 'Berg',
      email: 'anna.berg@example.com',
      phone: '+4930100000',
      address: { street: 'Hauptstr. 1', postalCode: '10115', city: 'Berlin', region: null, country: 'DE' },
      customerNumber: 'C10099',
      creditLimit: { amount: '2500.00', currency: 'EUR' },
      balanceDue: { amount: '245.50', currency: 'USD' },
      paymentTerms: '30 DAYS',
      taxId: null,
      blocked: 'NONE',
    },
    matchKeys: { email: 'anna.berg@example.com', phone: '+4930100000' },
  })
})

test('a balance of a customer without a currency is in the local one, also when it is nothing', () => {
  expect(valuesOf({ currencyCode: '', balanceDue: 0 })).toMatchObject({
    balanceDue: { amount: '0.00', currency: 'EUR' },
  })
})

test('a currency code that is none makes the balance bad and nothing else', () => {
  const { balanceDue, ...others } = valuesOf({ currencyCode: 'GOLD' })
  expect(balanceDue).toBeInstanceOf(BadValue)
  expect(Object.values(others).some((value) => value instanceof BadValue)).toBe(false)
})

test.each([
  [' ', 'NONE'],
  ['', 'NONE'],
  ['_x0020_', 'NONE'],
  ['Ship', 'SHIPPING'],
  ['Invoice', 'INVOICING'],
  ['All', 'ALL'],
])('blocked "%s" is %s', (blocked, expected) => {
  expect(valuesOf({ blocked }).blocked).toBe(expected)
})

test('a block that nobody knows is UNKNOWN with a warning', () => {
  expect(valuesOf({ blocked: 'Some_x0020_thing' }).blocked).toBe('UNKNOWN')
  expect(warnings).toEqual([expect.stringContaining('"Some_x0020_thing"')])
})

test('a credit limit of 0 limits nothing: it reads as none and is how none is written', () => {
  expect(valuesOf({ creditLimit: 0 }).creditLimit).toBeNull()
  expect(mapping.write({ creditLimit: null })).toEqual({ creditLimit: 0 })
  expect(() => mapping.write({ creditLimit: { amount: '0.00', currency: 'EUR' } })).toThrow('above zero')
})

test('no payment terms are none', () => {
  expect(valuesOf({ paymentTerm: undefined }).paymentTerms).toBeNull()
})

test('unusable keys match nothing', () => {
  expect(
    mapping.read({ ...rawCustomer, email: 'a@example.com; b@example.com', phoneNumber: 'n/a' }),
  ).toMatchObject({
    matchKeys: {},
  })
})

test('what is written reads back', () => {
  const patch = {
    creditLimit: { amount: '1234.50', currency: 'EUR' },
    taxId: 'DE123456789',
    blocked: 'SHIPPING',
  }
  const written = mapping.write(patch)
  expect(written).toEqual({ creditLimit: 1234.5, taxRegistrationNumber: 'DE123456789', blocked: 'Ship' })
  expect(valuesOf(written)).toMatchObject(patch)
})

test.each([
  ['blocked', 'UNKNOWN'],
  ['creditLimit', { amount: '1.00', currency: 'USD' }],
  ['taxId', 'X'.repeat(21)],
  ['balanceDue', { amount: '1.00', currency: 'EUR' }],
  ['paymentTerms', '14 DAYS'],
])('%s %j cannot be written', (field, value) => {
  expect(() => mapping.write({ [field]: value })).toThrow(/expected|cannot be written/)
})
