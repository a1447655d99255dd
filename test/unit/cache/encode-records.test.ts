import fc from 'fast-check'
import { decodeRecord, encodeRecord } from '../../../src/cache/encode-records.ts'
import { BadValue, Drift, Reference, type SourceRecord } from '../../../src/datasources/source-record.ts'

const text = fc.string({ maxLength: 12 })
const name = fc.stringMatching(/^[a-zA-Z]\w{0,8}$/)
const leaf = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.tuple(text, text).map(([entity, id]) => new Reference(entity, id)),
  text.map((reason) => new BadValue(reason)),
  text.map((path) => new Drift(path, 'TYPE')),
)
const tree = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value
const records: fc.Arbitrary<SourceRecord> = fc.record({
  externalId: text,
  version: fc.option(text),
  values: fc.dictionary(name, tree, { maxKeys: 5, noNullPrototype: true }),
  matchKeys: fc.dictionary(name, text, { maxKeys: 2, noNullPrototype: true }),
})

test('a record that went through text is the same record, kinds of values and all', () => {
  fc.assert(
    fc.property(records, (record) => {
      expect(decodeRecord(JSON.parse(JSON.stringify(encodeRecord(record))))).toEqual(record)
    }),
  )
})

test('what drifted of a record comes back', () => {
  const record = {
    ...{ externalId: '1', version: null, values: { email: new Drift('mail', 'MISSING') }, matchKeys: {} },
    drifted: new Map([['email', new Drift('mail', 'MISSING')]]),
  }
  const back = decodeRecord(JSON.parse(JSON.stringify(encodeRecord(record))))
  expect(back).toEqual(record)
  expect(back.drifted?.get('email')).toBeInstanceOf(Drift)
})

test.each([
  null,
  1,
  'text',
  [],
  ['1'],
  ['1', null, [], {}, null],
  ['1', null, {}, { email: 1 }, null],
  [1, null, {}, {}, null],
  ['1', null, { a: { '\u0001': 'other' } }, {}, null],
  ['1', null, {}, {}, [['email', {}]]],
])('what is no record is refused: %j', (encoded) => {
  expect(() => decodeRecord(encoded)).toThrow(TypeError)
})

test('a value that could be taken for one of ours is not written', () => {
  const values = { raw: { '\u0001': 'reference', of: ['Customer', '1'] } }
  expect(() => encodeRecord({ externalId: '1', version: null, values, matchKeys: {} })).toThrow(TypeError)
})
