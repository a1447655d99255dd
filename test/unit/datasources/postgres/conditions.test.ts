import { statusMap } from '../../../../src/codecs/status-map.ts'
import type { Condition } from '../../../../src/datasources/datasource.ts'
import { at, defineMapping } from '../../../../src/datasources/mapping.ts'
import { columnOf, conditionClause } from '../../../../src/datasources/postgres/conditions.ts'
import { createStatement } from '../../../../src/datasources/postgres/statement.ts'

type Status = 'DRAFT' | 'QUOTED' | 'UNKNOWN'
const mapping = defineMapping({
  entity: 'Order',
  id: 'id',
  fields: {
    status: at('state', statusMap<Status>({ DRAFT: 'Draft', QUOTED: [] }, { unknown: 'UNKNOWN' })),
  },
})

function clauseOf(comparison: Condition['comparison'], value: unknown) {
  const statement = createStatement()
  const sql = conditionClause(statement, columnOf(mapping, 'status'), { field: 'status', comparison, value })
  return { sql, parameters: statement.parameters }
}

test('a value is compared in the form that the column has it in', () => {
  expect(clauseOf('EQ', 'DRAFT')).toEqual({ sql: '"state" = $1', parameters: ['Draft'] })
  expect(clauseOf('IN', ['DRAFT'])).toEqual({ sql: '"state" = any($1)', parameters: [['Draft']] })
  expect(clauseOf('EQ', null)).toEqual({ sql: '"state" is null', parameters: [] })
})

test('no row has a value that the column cannot hold, and the others of a list still count', () => {
  expect(clauseOf('EQ', 'QUOTED')).toEqual({ sql: 'false', parameters: [] })
  expect(clauseOf('IN', ['UNKNOWN', 'QUOTED'])).toEqual({ sql: 'false', parameters: [] })
  expect(clauseOf('IN', ['UNKNOWN', 'DRAFT'])).toEqual({ sql: '"state" = any($1)', parameters: [['Draft']] })
})
