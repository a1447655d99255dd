import { explainRecord, type FieldLine } from '../../../src/cli/explain-record.ts'
import { country } from '../../../src/codecs/country.ts'
import { emailAddress } from '../../../src/codecs/email-address.ts'
import { integer } from '../../../src/codecs/numbers.ts'
import { at, defineMapping, each, group, reference } from '../../../src/datasources/mapping.ts'

const mapping = defineMapping({
  entity: 'Customer',
  id: 'id',
  always: true,
  fields: {
    givenName: 'first',
    stamps: at('card.stamps', integer()),
    address: group({ city: 'town', country: at('land', country()) }),
    lines: each('lines', { sku: 'code', count: at('n', integer()) }),
    company: reference('Company', 'firm'),
  },
  unavailable: { vipLevel: 'nobody keeps it' },
  matchKeys: { email: at('mail', emailAddress()) },
})

const raw = {
  id: 'C1',
  first: 'Anna',
  card: { stamps: 'seven' },
  town: 'Köln',
  land: 'DE',
  lines: [
    { code: 'A1', n: 1 },
    { code: 'A2', n: 'x' },
  ],
  firm: 'F9',
  mail: 'Anna@Example.com',
}

const explained = (given: unknown, isShown = true): FieldLine[] => {
  try {
    return explainRecord({ mapping, raw: given, record: mapping.read(given) }, isShown)
  } catch {
    return explainRecord({ mapping, raw: given, record: null }, isShown)
  }
}
const rows = (lines: readonly FieldLine[], field: string) => {
  const first = lines.findIndex((line) => line.field === field)
  const next = lines.findIndex((line, index) => index > first && line.field !== '')
  return lines
    .slice(first, next < 0 ? undefined : next)
    .map(({ transform, raw: from, canonical, note }) => [transform, from, canonical, note])
}

test('a field is its transform, what came and what became of it', () => {
  const lines = explained(raw)
  expect(rows(lines, 'givenName')).toEqual([['first', '"Anna"', '"Anna"', '']])
  expect(rows(lines, 'company')).toEqual([['firm → Company', '"F9"', '"F9"', '']])
  expect(rows(lines, 'match key email')).toEqual([['', '', '"anna@example.com"', '']])
  expect(rows(lines, 'vipLevel')).toEqual([['', '', 'null', 'unavailable: nobody keeps it']])
})

test('a group is a row for each member', () => {
  expect(rows(explained(raw), 'address')).toEqual([
    ['city: town', 'town = "Köln"', 'city = "Köln"', ''],
    ['country: land as country', 'land = "DE"', 'country = "DE"', ''],
  ])
})

test('a value that does not convert says what was expected, also inside a list', () => {
  const lines = explained(raw)
  expect(rows(lines, 'stamps')).toEqual([
    [
      'card.stamps as integer',
      '"seven"',
      'null',
      expect.stringMatching(/^bad value: expected a whole number/),
    ],
  ])
  expect(rows(lines, 'lines').map((row) => row[3])).toContainEqual(
    expect.stringMatching(/^count: bad value: expected a whole number/),
  )
  expect(rows(lines, 'lines')[0]?.[1]).toBe('lines.code = ["A1","A2"]')
})

test('what is no longer sent, or of another type, is drift with its path', () => {
  const { first: _gone, ...rest } = raw
  const lines = explained({ ...rest, town: { name: 'Köln' }, mail: undefined })
  expect(rows(lines, 'givenName')).toEqual([['first', 'not sent', 'null', 'drift: first is not sent']])
  expect(rows(lines, 'address')[0]?.[3]).toBe('city: drift: town is of another type')
  const withoutKey = explained((({ mail: _mail, ...others }) => others)(raw))
  expect(rows(withoutKey, 'match key email')).toEqual([['', '', 'null', 'drift: mail is not sent']])
})

test('a record without an id is shown as it came', () => {
  const lines = explained({ ...raw, id: '' })
  expect(rows(lines, 'id')).toEqual([['id', '""', 'null', 'no usable id: the whole record cannot be read']])
  expect(rows(lines, 'givenName')).toEqual([['first', '"Anna"', 'null', '']])
})

test('masked, nothing that anybody could be known by is left, raw or canonical', () => {
  const text = JSON.stringify(explained({ ...raw, town: { name: 'Köln' } }, false))
  for (const value of ['Anna', 'anna', 'Köln', 'seven', 'C1', 'F9', 'A1', 'DE', 'Example', 'example'])
    expect(text).not.toContain(value)
  expect(text).toContain('Aaaa@Aaaaaaa.aaa'.toLowerCase())
})
