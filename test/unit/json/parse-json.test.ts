import fc from 'fast-check'
import { parseJson } from '../../../src/json/parse-json.ts'

test.each<[string, string]>([
  ['nothing', ''],
  ['blanks', ' \n'],
  ['a page', '<!doctype html><p>{"a":1}</p>'],
  ['what was cut off', '{"a":[1,2'],
  ['more after its end', '{} {}'],
  ['NaN', '{"a":NaN}'],
  ['Infinity', '{"a":-Infinity}'],
  ['a trailing comma', '[1,]'],
  ['a byte order mark', '\ufeff{}'],
  ['a key twice', '{"a":1,"a":1}'],
  ['a key twice, one of them escaped', String.raw`{"a":1,"\u0061":2}`],
  ['a key twice, deep down', '[{"b":{"a":1, "c":{}, "a" :2}}]'],
  ['a key twice, with quotes and backslashes in it', String.raw`{"\"\\":1,"\"\\":2}`],
  ['an empty key twice', '{"":1,"":2}'],
  ['a number as key twice', '{"1":1,"1":2}'],
  ['__proto__ as key', '{"__proto__":{"isAdmin":true}}'],
  ['__proto__ as key, deep down', '[{"a":{"__proto__":null}}]'],
  ['__proto__ as key, escaped', String.raw`{"\u005f_proto__":{}}`],
  ['__proto__ as key, all of it escaped', String.raw`{"\u005F\u005F\u0070roto\u005f_":{}}`],
  ['half a pair in a value', '["\ud800"]'],
  ['half a pair in a key', '{"\udc00":1}'],
  ['half a pair in a value, escaped', String.raw`{"a":["\ud800 "]}`],
  ['half a pair in a key, escaped', String.raw`{"\uDFFF":1}`],
  ['a pair the wrong way round', String.raw`"\udc00\ud800"`],
])('%s is no JSON to trust', (_name, text) => expect(parseJson(text)).toBeUndefined())

test.each(['[', '{"a":'])('a million of %j end in nothing', (open) => {
  const close = open === '[' ? ']' : '}'
  expect(parseJson(`${open.repeat(1e6)}1${close.repeat(1e6)}`)).toBeUndefined()
  expect(parseJson(open.repeat(1e6))).toBeUndefined()
})

test.each([
  'null',
  '-0.5e3',
  '"a: \\"b\\": c"',
  '{"a":"a\\":1,\\"a","b":"__proto__"}',
  '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}',
  String.raw`{"a":"\ud83d\ude00","b":"\u0061","":""}`,
  '{"constructor":1,"toString":2,"hasOwnProperty":3}',
  '"€ 😀"',
])('%s is read as everyone reads it', (text) => expect(parseJson(text)).toEqual(JSON.parse(text)))

test('whatever was written as JSON is read as written, unless it is what must not be', () => {
  const text = fc.string({ unit: fc.oneof(fc.constantFrom('"', '\\', ':', '{', 'a', '\ud83d'), fc.string()) })
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.jsonValue(),
      fc.array(tie('value')),
      fc.dictionary(text, tie('value')),
    ),
  }))
  const indent = fc.constantFrom(undefined, 1, '\t')
  fc.assert(
    fc.property(value, indent, (written, space) => {
      const json = JSON.stringify(written, null, space)
      const isBad = /"__proto__"\s*:/.test(json) || hasHalfPair(written)
      expect(parseJson(json)).toEqual(isBad ? undefined : JSON.parse(json))
    }),
    { numRuns: 500 },
  )
})

function hasHalfPair(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed()
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, member]) => !key.isWellFormed() || hasHalfPair(member))
}
