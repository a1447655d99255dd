import fc from 'fast-check'
import type { BcRecord } from '../../../../sandbox/business-central/entity-sets.ts'
import { entitySets } from '../../../../sandbox/business-central/entity-sets.ts'
import { parseFilter } from '../../../../sandbox/business-central/odata-filter.ts'
import { ReplyError } from '../../../../sandbox/kit/reply-error.ts'

const customers = entitySets.customers!
const orders = entitySets.salesOrders!
const record: BcRecord = {
  id: 'c0570000-0000-4000-8000-00000000000a',
  number: 'C10010',
  displayName: "Clara O'Hara",
  city: 'Berlin',
  creditLimit: 5_000,
  taxLiable: true,
  blocked: '_x0020_',
  orderDate: '2026-09-17',
  lastModifiedDateTime: '2026-09-28T08:49:07.000Z',
}
const matches = (filter: string, set = customers) => parseFilter(filter, set)(record)

function refusalOf(filter: string): { status: number; code: string } {
  try {
    parseFilter(filter, customers)
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error
    const { status, body } = error.reply
    return { status, code: (body as { error: { code: string } }).error.code }
  }
  throw new Error(`${filter} was taken`)
}

test.each([
  ["number eq 'C10010'", true],
  ["number ne 'C10010'", false],
  ["displayName eq 'Clara O''Hara'", true],
  ['creditLimit gt 4999.99 and creditLimit le 5000', true],
  ['creditLimit lt 5000', false],
  ['taxLiable eq true', true],
  ["blocked eq '_x0020_'", true],
  ['id eq C0570000-0000-4000-8000-00000000000A', true],
  ["contains(displayName,'ara O')", true],
  ["startswith(city, 'ber')", false],
  ["endswith(city,'lin') and not (city eq 'Bonn')", true],
  ["number eq 'x' or number eq 'C10010'", true],
  ["(number eq 'x' or number eq 'y') and city eq 'Berlin'", false],
  ["number eq 'x' or number eq 'C10010' and number ne 'C10010'", false],
  ['lastModifiedDateTime gt 2026-09-28T10:49:06+02:00', true],
  ['lastModifiedDateTime gt 2026-09-28T08:49:07Z', false],
])('%s is %s', (filter, expected) => {
  expect(matches(filter)).toBe(expected)
})

test('dates compare as dates', () => {
  expect(matches('orderDate ge 2026-09-17 and orderDate lt 2026-10-01', orders)).toBe(true)
})

test('or over two fields is refused as Business Central refuses it', () => {
  const refused = { status: 501, code: 'BadRequest_MethodNotImplemented' }
  expect(refusalOf("number eq 'a' or city eq 'b'")).toEqual(refused)
  expect(refusalOf("(number eq 'a' and city eq 'b') or number eq 'c'")).toEqual(refused)
})

test.each([
  "nosuch eq 'a'",
  "toString eq 'a'",
  "number eq 'a",
  'number eq a',
  "number is 'a'",
  "creditLimit gt '1'",
  'id eq 1',
  "(number eq 'a'",
  "number eq 'a' and",
  "number eq 'a' city",
  "number in ('a','b')",
  "contains(tolower(number),'a')",
  `${'id eq 00000000-0000-0000-0000-000000000001 or '.repeat(40)}id eq 00000000-0000-0000-0000-000000000001`,
  'contains(creditLimit,1)',
  '',
])('%s is a bad request', (filter) => {
  expect(refusalOf(filter)).toEqual({ status: 400, code: 'BadRequest' })
})

test('whatever the text, it is a filter or a refusal', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('(', ')', "'", ' and ', ' or ', 'not ', 'number', ' eq ', "'a'", ','),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        parseFilter(pieces.join(''), customers)(record)
      } catch (error) {
        expect(error).toBeInstanceOf(ReplyError)
      }
    }),
  )
})

test('every text can be asked for when its quotes are doubled', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const filter = parseFilter(`displayName eq '${text.replaceAll("'", "''")}'`, customers)
      return filter({ ...record, displayName: text }) && !filter({ ...record, displayName: `${text}.` })
    }),
  )
})
