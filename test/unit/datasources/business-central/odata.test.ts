import fc from 'fast-check'
import { parseFilter } from '../../../../sandbox/business-central/odata-filter.ts'
import { entitySets } from '../../../../sandbox/business-central/entity-sets.ts'
import { memberFilter } from '../../../../src/datasources/business-central/filters.ts'
import { orderStates } from '../../../../src/datasources/business-central/mapping.ts'
import { equalsCode, equalsGuid } from '../../../../src/datasources/business-central/odata.ts'
import { odataFilter, odataProjection, odataText } from '../../../../src/datasources/kit/odata.ts'

test('any text is one literal to an OData parser', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom("'", "''", "' or 1 eq 1", "') or ('"),
  )
  fc.assert(
    fc.property(anyText, anyText, (text, other) => {
      const matches = parseFilter(`displayName eq ${odataText(text)}`, entitySets.customers!)
      expect(matches({ displayName: text })).toBe(true)
      expect(matches({ displayName: other })).toBe(other === text)
    }),
  )
})

test('only GUIDs go into a filter bare', () => {
  const id = 'c0570000-0000-4000-8000-000000000001'
  const hostile = [`${id} or id ne null`, '', '1', '00000000-0000-0000-0000-000000000000', id.toUpperCase()]
  expect(equalsGuid('id', [...hostile, id])).toEqual([`id eq ${id}`])
})

test('codes are asked for as the vendor stores them, and only those it could store', () => {
  expect(equalsCode('number', ['c-1', "x'y", 'x'.repeat(21), '', 'a\nb', '\ud800', null])).toEqual([
    "number eq 'C-1'",
    "number eq 'X''Y'",
  ])
})

test('groups are joined by and, their tests by or', () => {
  expect(odataFilter([['a eq 1', 'a eq 2']])).toBe('a eq 1 or a eq 2')
  expect(odataFilter([['a eq 1', 'a eq 2'], ['b gt 3']])).toBe('(a eq 1 or a eq 2) and (b gt 3)')
})

test('an unknown status is any that means no other', () => {
  const { tests } = memberFilter('status', orderStates)
  const filter = tests({ field: 'status', comparison: 'IN', value: ['CONFIRMED', 'UNKNOWN'] }).join(' or ')
  const matches = parseFilter(filter, entitySets.salesOrders!)
  const found = ['Draft', 'In_x0020_Review', 'Open', 'Archived'].filter((status) => matches({ status }))
  expect(found).toEqual(['Open', 'Archived'])
})

test('a status that the vendor does not have finds nothing', () => {
  const { tests } = memberFilter('status', orderStates)
  expect(tests({ field: 'status', comparison: 'IN', value: ['CANCELLED', 'constructor'] })).toEqual([])
})

describe('source paths as $select and $expand', () => {
  test('each property once, those of others in their $expand, annotations not at all', () => {
    const paths = [
      ['id'],
      ['@odata.etag'],
      ['number'],
      ['id'],
      ['term', 'code'],
      ['lines', 'item', 'number'],
      ['lines', 'id'],
    ]
    expect(odataProjection(paths)).toEqual({
      $select: 'id,number',
      $expand: 'term($select=code),lines($select=id;$expand=item($select=number))',
    })
  })

  test('a path that is no property name is refused', () => {
    expect(() => odataProjection([['id,secret']])).toThrow('no property named "id,secret"')
    expect(() => odataProjection([['lines', 'x)']])).toThrow('no property named "x)"')
  })
})
