import {
  odataFilter,
  odataProjection,
  odataTest,
  odataText,
  readODataPage,
} from '../../../../src/datasources/kit/odata.ts'

test('tests of a filter, with text that cannot end its own literal', () => {
  const name = odataText("O'Neil') or (1 eq 1")
  expect(odataTest('name', 'EQ', name)).toBe("name eq 'O''Neil'') or (1 eq 1'")
  expect(odataTest('name', 'CONTAINS', odataText('a'))).toBe("contains(name,'a')")
  expect(odataTest('name', 'STARTS_WITH', odataText('a'))).toBe("startswith(name,'a')")
  expect((['GT', 'GTE', 'LT', 'LTE'] as const).map((comparison) => odataTest('n', comparison, '1'))).toEqual([
    'n gt 1',
    'n ge 1',
    'n lt 1',
    'n le 1',
  ])
})

test('all groups hold, and of each group one test', () => {
  expect(odataFilter([['a eq 1', 'a eq 2']])).toBe('a eq 1 or a eq 2')
  expect(odataFilter([['a eq 1', 'a eq 2'], ['b gt 3']])).toBe('(a eq 1 or a eq 2) and (b gt 3)')
})

test('a projection expands what lies deeper, and takes no path that is more than names', () => {
  expect(odataProjection([['id'], ['@odata.etag'], ['lines', 'id'], ['lines', 'item', 'no']])).toEqual({
    $select: 'id',
    $expand: 'lines($select=id;$expand=item($select=no))',
  })
  expect(() => odataProjection([['lines', 'x)']])).toThrow('no property named "x)"')
})

test.each([
  [{ value: [{ id: 1 }] }, { records: [{ id: 1 }], nextLink: null, total: undefined }],
  [
    { value: [], '@odata.nextLink': 'l', '@odata.count': 3 },
    { records: [], nextLink: 'l', total: 3 },
  ],
  [{ value: [1] }, null],
  [{ value: {} }, null],
  [{ value: [], '@odata.nextLink': 1 }, null],
  [null, null],
])('a page of %j', (reply, read) => {
  expect(readODataPage(reply)).toEqual(read)
})
