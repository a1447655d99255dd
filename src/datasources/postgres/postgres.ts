import { defineDatasource } from '../define-datasource.ts'
import { at, defineMapping, reference, type FieldMapping, type Mapping } from '../mapping.ts'
import { postgresFailures } from './failures.ts'
import { postgresInspection } from './inspect.ts'
import { openDatabase } from './open-database.ts'
import { postgresOptions, type TableOptions } from './options.ts'
import { sqlRecords } from './sql-records.ts'
import { quoteName } from './statement.ts'
import { createTableWrites } from './table-writes.ts'

/**
 * A company's own database: any table or view, by declared columns, with names and types as the config says; what the
 * database has besides is never asked for. Nothing of it is changed but the fields that are declared writable.
 */
export const postgres = defineDatasource({
  vendor: 'PostgreSQL',
  options: postgresOptions,
  open(options, tools) {
    const tables = Object.entries(options.tables).map(([entity, table]) => ({
      options: table,
      table: typeof table.table === 'string' ? table.table : null,
      mapping: tools.mapping(mappingOf(entity, table)),
    }))
    const database = openDatabase({ ...options, failures: postgresFailures(tables) }, tools)
    const records = tables.map(({ options: table, mapping }) => {
      const from = relationOf(table)
      const writing = createTableWrites({ database, from, table, mapping, failure: tools.failure })
      return { ...sqlRecords(database, { ...table, from }, mapping), ...(writing && { writing }) }
    })
    const { now, failure } = tools
    const inspect = postgresInspection({ database, tables: options.tables, now, failure })
    return { records, inspect, close: database.close }
  },
})

function relationOf({ schema, table }: TableOptions): string {
  return typeof table === 'string' ? `${quoteName(schema)}.${quoteName(table)}` : `(${table.sql}\n)`
}

function mappingOf(entity: string, table: TableOptions): Mapping {
  const edges = mapEntries(table.references, ({ entity: other, column }) => reference(other, [column]))
  return defineMapping({
    entity,
    id: [table.id.column],
    ...(table.version !== undefined && { version: [table.version] }),
    fields: { ...table.columns, ...edges },
    unavailable: table.unavailable,
    matchKeys: mapEntries(table.keys, ({ column, codec }) => at([column], codec)),
  })
}

function mapEntries<In>(
  object: Readonly<Record<string, In>>,
  change: (value: In) => FieldMapping,
): Record<string, FieldMapping> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]))
}
