import { defineDatasource } from '../define-datasource.ts'
import { at, defineMapping, reference, type FieldMapping, type Mapping } from '../mapping.ts'
import { openConnection } from './connection.ts'
import { postgresFailures } from './failures.ts'
import { postgresInspection } from './inspect.ts'
import { postgresOptions, type TableOptions } from './options.ts'
import { createTableCalls } from './table-calls.ts'
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
      table: table.table,
      mapping: tools.mapping(mappingOf(entity, table)),
    }))
    const connection = openConnection(options, postgresFailures(tables), tools)
    const records = tables.map(({ options: table, mapping }) => {
      const writing = createTableWrites({ connection, table, mapping, failure: tools.failure })
      return { ...createTableCalls(connection, table, mapping), ...(writing && { writing }) }
    })
    const { now, failure } = tools
    const inspect = postgresInspection({ connection, tables: options.tables, now, failure })
    return { records, inspect, close: connection.close }
  },
})

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
