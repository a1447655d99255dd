import type { Call, Condition, OrderBy } from '../datasource.ts'
import type { Mapping } from '../mapping.ts'
import { emptyPage, keysetPageOf, type RawPage } from '../paging.ts'
import type { RecordCalls, ReferenceCalls } from '../vendor-calls.ts'
import { columnTypes, type ColumnType } from './column-type.ts'
import { columnOf, conditionClause } from './conditions.ts'
import type { Connection, Row } from './connection.ts'
import { afterClause, cursorOf, orderClause, selectPlace, type Ordering } from './keyset.ts'
import type { TableOptions } from './options.ts'
import { createStatement, quoteName, type Statement } from './statement.ts'

/** Any size is possible; these keep one statement within milliseconds on an indexed table. */
const maxIds = 1_000
const maxKeys = 500
const maxParents = 200

/** A phone's last digits: enough to tell most apart, few enough to be the same with and without a trunk or country prefix. */
const lastDigits = 7

/** The look-ups of one table. Rows are asked for by column, never by `*`. */
export function createTableCalls(
  connection: Connection,
  options: TableOptions,
  mapping: Mapping,
): RecordCalls {
  const { entity } = mapping
  const { id } = options
  const table = `${quoteName(options.schema)}.${quoteName(options.table)}`
  const columns = [...new Set(mapping.paths.flatMap(([column]) => column ?? []))].map(quoteName).join(', ')
  const byId: Ordering = { column: null, direction: 'ASC', idColumn: id.column }
  const orderingOf = (orderBy: OrderBy | null): Ordering =>
    orderBy === null
      ? byId
      : { ...byId, column: columnOf(mapping, orderBy.field).column, direction: orderBy.direction }
  const filters = new Map(Object.keys(options.filters).map((field) => [field, columnOf(mapping, field)]))
  for (const field of options.sorts) columnOf(mapping, field)

  const select = (ordering: Ordering, where: readonly string[], more = '') =>
    `select ${columns}, ${selectPlace(ordering)}${more} from ${table}` +
    (where.length > 0 ? ` where ${where.join(' and ')}` : '')

  const isIn = (statement: Statement, expression: string, values: readonly string[], type: ColumnType) =>
    `${expression} = any(${statement.bind(values, `${columnTypes[type].cast}[]`)})`

  async function loadPage(
    operation: string,
    statement: Statement,
    where: readonly string[],
    page: { first: number; after: string | null; orderBy: OrderBy | null },
    call: Call,
  ): Promise<RawPage> {
    const ordering = orderingOf(page.orderBy)
    const after = afterClause(statement, ordering, page.after)
    const sql = `${select(ordering, after === null ? where : [...where, after])} order by ${orderClause(ordering)} limit ${statement.bind(page.first + 1, 'int')}`
    const rows = await connection.select(operation, { sql, parameters: statement.parameters }, call)
    return keysetPageOf(rows, page.first, (row) => cursorOf(row as Row))
  }

  const loadIn = async (
    operation: string,
    expression: string,
    values: readonly string[],
    type: ColumnType,
    call: Call,
  ): Promise<readonly Row[]> => {
    if (values.length === 0) return []
    const statement = createStatement()
    const sql = select(byId, [isIn(statement, expression, values, type)])
    return connection.select(operation, { sql, parameters: statement.parameters }, call)
  }

  const byKey = Object.entries(options.keys).map(([name, { column, type, compare }]) => {
    const { expression, valueOf } = comparisonOf(quoteName(column), compare)
    const load = (values: readonly string[], call: Call) => {
      const possible = values.filter((value) => columnTypes[type].pattern.test(value)).map(valueOf)
      return loadIn(`${entity} by ${name}`, expression, possible, type, call)
    }
    return [name, { max: maxKeys, load }] as const
  })

  const byReference = Object.entries(options.references).map(([field, { column, type }]) => {
    const parent = quoteName(column)
    const calls: ReferenceCalls = {
      paging: 'STABLE',
      sorts: options.sorts,
      async load(parentId, page, call) {
        if (!columnTypes[type].pattern.test(parentId)) return emptyPage
        const statement = createStatement()
        const where = `${parent} = ${statement.bind(parentId, columnTypes[type].cast)}`
        return loadPage(`${entity} of one ${field}`, statement, [where], page, call)
      },
      batch: {
        max: maxParents,
        async load(parentIds, { first, orderBy }, call) {
          const possible = parentIds.filter((parentId) => columnTypes[type].pattern.test(parentId))
          if (possible.length === 0) return { records: [], complete: true }
          const statement = createStatement()
          const ordering = orderingOf(orderBy)
          const rank = `, row_number() over (partition by ${parent} order by ${orderClause(ordering)}) as "$row"`
          const ranked = select(ordering, [isIn(statement, parent, possible, type)], rank)
          // One row more than asked for says that there is a next page.
          const sql = `select * from (${ranked}) ranked where "$row" <= ${statement.bind(first + 1, 'int')} order by "$row"`
          const records = await connection.select(
            `${entity} of many ${field}`,
            { sql, parameters: statement.parameters },
            call,
          )
          return { records, complete: true }
        },
        cursorOf: (row) => cursorOf(row as Row),
      },
    }
    return [field, calls] as const
  })

  return {
    mapping,
    idPattern: columnTypes[id.type].pattern,
    byId: {
      max: maxIds,
      load: async (ids, call) => ({
        records: await loadIn(`${entity} by id`, quoteName(id.column), ids, id.type, call),
      }),
    },
    byKey: Object.fromEntries(byKey),
    byReference: Object.fromEntries(byReference),
    list: {
      paging: 'STABLE',
      filters: options.filters,
      sorts: options.sorts,
      load({ filter, ...page }, call) {
        const statement = createStatement()
        const where = filter.map((condition: Condition) =>
          conditionClause(
            statement,
            filters.get(condition.field) ?? columnOf(mapping, condition.field),
            condition,
          ),
        )
        return loadPage(`${entity} list`, statement, where, page, call)
      },
    },
  }
}

/** How a key column is compared, and the form that the wanted values take for it. */
function comparisonOf(
  column: string,
  compare: 'EXACT' | 'IGNORE_CASE' | 'LAST_DIGITS',
): { expression: string; valueOf(value: string): string } {
  switch (compare) {
    case 'EXACT':
      return { expression: column, valueOf: (value) => value }
    case 'IGNORE_CASE':
      return { expression: `lower(${column})`, valueOf: (value) => value.toLowerCase() }
    case 'LAST_DIGITS':
      return {
        expression: `right(regexp_replace(${column}, '\\D', '', 'g'), ${lastDigits})`,
        valueOf: (value) => value.replaceAll(/\D/g, '').slice(-lastDigits),
      }
  }
}
