import fc from 'fast-check'
import { buildSchema } from 'graphql'
import { fingerprintOf } from '../../../src/writes/fingerprint.ts'

const schema = buildSchema(`
  scalar Decimal
  input Line { quantity: Decimal, text: String }
  input Order { reference: String, lines: [Line!], note: String }
  type Query { nothing: Int }
  type Mutation { order(id: ID, input: Order!, idempotencyKey: String): Int }
`)
const parameters = schema.getMutationType()?.getFields().order?.args ?? []
const fingerprint = (input: object, rest: object = {}) => fingerprintOf(parameters, { input, ...rest })

test('the order of members does not matter', () => {
  expect(fingerprint({ reference: 'A', note: 'B' })).toBe(fingerprint({ note: 'B', reference: 'A' }))
})

test('a decimal counts by its value, and text by its characters', () => {
  expect(fingerprint({ lines: [{ quantity: '1.0' }] })).toBe(fingerprint({ lines: [{ quantity: '1' }] }))
  expect(fingerprint({ lines: [{ text: '1.0' }] })).not.toBe(fingerprint({ lines: [{ text: '1' }] }))
})

test('absent is not null, and undefined is absent', () => {
  expect(fingerprint({ reference: 'A', note: null })).not.toBe(fingerprint({ reference: 'A' }))
  expect(fingerprint({ reference: 'A', note: undefined })).toBe(fingerprint({ reference: 'A' }))
})

test('the order of a list matters', () => {
  const [one, two] = [{ quantity: '1' }, { quantity: '2' }]
  expect(fingerprint({ lines: [one, two] })).not.toBe(fingerprint({ lines: [two, one] }))
})

test('the key itself is no part of it, every other argument is', () => {
  expect(fingerprint({}, { idempotencyKey: 'a' })).toBe(fingerprint({}, { idempotencyKey: 'b' }))
  expect(fingerprint({}, { id: '1' })).not.toBe(fingerprint({}, { id: '2' }))
})

test('different texts have different fingerprints, wherever quotes and brackets stand in them', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (a, b, c, d) => {
      fc.pre(a !== c || b !== d)
      expect(fingerprint({ reference: a, note: b })).not.toBe(fingerprint({ reference: c, note: d }))
    }),
  )
})
