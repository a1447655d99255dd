import { columnTypes, type ColumnType } from '../../../../src/datasources/postgres/column-type.ts'

test.each<[ColumnType, string]>([
  ['integer', '-0'],
  ['integer', '007'],
  ['integer', '1e3'],
  ['integer', '9'.repeat(40)],
  ['uuid', '0DE20000-0000-4000-8000-000000000001'],
  ['uuid', '{0de20000-0000-4000-8000-000000000001}'],
  ['text', ''],
  ['text', 'a\0b'],
])('a column of type %s never reads %j', (type, value) => {
  expect(columnTypes[type].pattern.test(value)).toBe(false)
})

test.each<[ColumnType, string]>([
  ['integer', '0'],
  ['integer', '-12'],
  ['uuid', '0de20000-0000-4000-8000-000000000001'],
  ['text', "o'hara %"],
])('a column of type %s may read %j', (type, value) => {
  expect(columnTypes[type].pattern.test(value)).toBe(true)
})
