import type { Call, Condition, OrderBy } from '../datasource.ts'
import type { Mapping } from '../mapping.ts'
import { emptyPage, keysetPageOf, type RawPage } from '../paging.ts'
import type { RecordCalls, ReferenceCalls } from '../vendor-calls.ts'
import { columnTypes, type ColumnType } from './column-type.ts'
import { columnOf, conditionClause } from './conditions.ts'
import type { Database, Row } from './open-database.ts'
import { afterClause, cursorOf, orderClause, selectPlace, type Ordering } from './keyset.ts'
import { createStatement, quoteName, type Statement } from './statement.ts'

/** Any size is possible; these keep one statement within milliseconds on an indexed table. */
const maxIds = 1_000
const maxKeys = 500
const maxParents = 200

/** A phone's last digits: enough to tell most apart, few enough to be the same with and without a trunk or country prefix. */
const lastDigits = 7

/** Where records come from, and what may be asked for. Columns are those of the relation. */
export interface SqlRelation {
  /**
   * SQL of what stands behind `from`: a quoted name, or a query in brackets that joins what belongs to a record and puts
   * lists into it by `json_agg`. Written by whoever declares the datasource: nothing that a caller sent belongs in it. A
   * function where it has to be found out first.
   */
  from: string | ((call: Call) => Promise<string>)
  /** Unique, never null, never changed; type text unless told. */
  id: { column: string; type?: ColumnType }
  /** Edge → the column that holds the key of the other entity. */
  references?: Readonly<Record<string, { column: string; type?: ColumnType }>>
  /** Natural and match keys → the column that holds them. */
  keys?: Readonly<Record<string, { column: string; type?: ColumnType; compare?: KeyComparison }>>
  /** Canonical field, mapped to one column → comparisons. */
  filters?: Readonly<Record<string, readonly Condition['comparison'][]>>
  sorts?: readonly string[]
}

export type KeyComparison = 'EXACT' | 'IGNORE_CASE' | 'LAST_DIGITS'

/** The look-ups of one relation. Rows are asked for by column, never by `*`. */
export function sqlRecords(
  database: Database,
  { from, id, references = {}, keys = {}, filters = {}, sorts = [] }: SqlRelation,
  mapping: Mapping,
): RecordCalls {
  const { entity } = mapping
  const idType = id.type ?? 'text'
  const columns = [...new Set(mapping.paths.flatMap(([column]) => column ?? []))].map(quoteName).join(', ')
  const byId: Ordering = { column: null, direction: 'ASC', idColumn: id.column }
  const orderingOf = (orderBy: OrderBy | null): Ordering =>
    orderBy === null
      ? byId
      : { ...byId, column: columnOf(mapping, orderBy.field).column, direction: orderBy.direction }
  const filtered = new Map(Object.keys(filters).map((field) => [field, columnOf(mapping, field)]))
  for (const field of sorts) columnOf(mapping, field)

  async function select(
    { ordering, where, more = '' }: { ordering: Ordering; where: readonly string[]; more?: string },
    call: Call,
  ): Promise<string> {
    const relation = typeof from === 'string' ? from : await from(call)
    const conditions = where.length > 0 ? ` where ${where.join(' and ')}` : ''
    return `select ${columns}, ${selectPlace(ordering)}${more} from ${relation} as "relation"${conditions}`
  }

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
    const selected = await select({ ordering, where: after === null ? where : [...where, after] }, call)
    const sql = `${selected} order by ${orderClause(ordering)} limit ${statement.bind(page.first + 1, 'int')}`
    const rows = await database.select(operation, { sql, parameters: statement.parameters }, call)
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
    const where = [isIn(statement, expression, values, type)]
    const sql = await select({ ordering: byId, where }, call)
    return database.select(operation, { sql, parameters: statement.parameters }, call)
  }

  const byKey = Object.entries(keys).map(([name, { column, type = 'text', compare = 'EXACT' }]) => {
    const { expression, valueOf } = comparisonOf(quoteName(column), compare)
    const load = (values: readonly string[], call: Call) => {
      const possible = values.filter((value) => columnTypes[type].pattern.test(value)).map(valueOf)
      return loadIn(`${entity} by ${name}`, expression, possible, type, call)
    }
    return [name, { max: maxKeys, load }] as const
  })

  const byReference = Object.entries(references).map(([field, { column, type = 'text' }]) => {
    const parent = quoteName(column)
    const calls: ReferenceCalls = {
      paging: 'STABLE',
      sorts,
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
          const more = `, row_number() over (partition by ${parent} order by ${orderClause(ordering)}) as "$row"`
          const where = [isIn(statement, parent, possible, type)]
          const ranked = await select({ ordering, where, more }, call)
          // One row more than asked for says that there is a next page.
          const sql = `select * from (${ranked}) ranked where "$row" <= ${statement.bind(first + 1, 'int')} order by "$row"`
          const records = await database.select(
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
    idPattern: columnTypes[idType].pattern,
    byId: {
      max: maxIds,
      load: async (ids, call) => ({
        records: await loadIn(`${entity} by id`, quoteName(id.column), ids, idType, call),
      }),
    },
    byKey: Object.fromEntries(byKey),
    byReference: Object.fromEntries(byReference),
    list: {
      paging: 'STABLE',
      filters,
      sorts,
      load({ filter, ...page }, call) {
        const statement = createStatement()
        const where = filter.map((condition: Condition) =>
          conditionClause(
            statement,
            filtered.get(condition.field) ?? columnOf(mapping, condition.field),
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
  compare: KeyComparison,
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
