import { z } from 'zod'
import { clockLeadMs } from '../clock-lead.ts'
import type { Call } from '../datasource.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import type { Inspection, Members, MemberSchema, RecordSchema } from '../inspection.ts'
import type { Database } from './open-database.ts'
import type { TableOptions } from './options.ts'
import { createStatement } from './statement.ts'

export interface InspectOptions {
  database: Database
  /** By entity. */
  tables: Readonly<Record<string, TableOptions>>
  now: () => number
  failure: DatasourceTools['failure']
}

const clockRow = z.object({ epochMs: z.coerce.number() })
const tableRow = z.object({
  mayRead: z.boolean(),
  mayInsert: z.boolean(),
  mayUpdate: z.boolean(),
  takesInsert: z.boolean(),
  takesUpdate: z.boolean(),
  isStandby: z.boolean(),
})
const columnRow = z.object({
  name: z.string(),
  type: z.string(),
  isGenerated: z.boolean(),
  mayRead: z.boolean(),
  mayInsert: z.boolean(),
  mayUpdate: z.boolean(),
})

/**
 * What the catalog says of the tables and of the account's privileges, and the server's clock. Not from the information
 * schema: that leaves out what the account may not use, so that it could not be told from what is not there.
 */
export function postgresInspection({ database, tables, now, failure }: InspectOptions) {
  async function select<Row>(
    operation: string,
    row: z.ZodType<Row>,
    sql: string,
    parameters: readonly unknown[],
    call: Call,
  ): Promise<Row[]> {
    const rows = z.array(row).safeParse(await database.select(operation, { sql, parameters }, call))
    if (!rows.success) throw failure('BAD_RESPONSE', `${operation}: another shape`)
    return rows.data
  }

  async function readClock(call: Call): Promise<void> {
    const sentAt = now()
    const [clock] = await select('clock', clockRow, clockSql, [], call)
    const receivedAt = now()
    if (clock) call.onClock?.(clockLeadMs({ sentAt, receivedAt, theirs: clock.epochMs, precisionMs: 1 }))
  }

  async function readSchema(options: TableOptions, call: Call): Promise<RecordSchema> {
    // What a query gives, its rows show.
    if (typeof options.table !== 'string') return { place: 'a query', members: null, access: {} }
    const statement = createStatement()
    const named = `n.nspname = ${statement.bind(options.schema)} and c.relname = ${statement.bind(options.table)}`
    const { parameters } = statement
    const place = `table ${options.schema}.${options.table}`
    const [table] = await select('describe table', tableRow, tableSql(named), parameters, call)
    if (!table) return { place, isMissing: true, members: null, access: {} }
    const columns = await select('describe columns', columnRow, columnsSql(named), parameters, call)
    const name = `${options.schema}.${options.table}`
    const read = (isGranted: boolean) => ({ isGranted, by: `select on ${name}` })
    const change = (privilege: 'insert' | 'update', isGranted: boolean, isTaken: boolean) => {
      if (table.isStandby) return { isGranted: false, by: `the primary as its url: this server only reads` }
      if (!isTaken)
        return { isGranted: false, by: `a table in place of ${name}, a view that takes no ${privilege}` }
      // With every change the gateway sets it, too.
      const touch = columns.find((column) => column.name === options.touch)
      const mayTouch = privilege === 'insert' ? touch?.mayInsert : touch?.mayUpdate
      const isWhole = options.touch === undefined || mayTouch === true
      return {
        isGranted: isGranted && isWhole,
        by: `${privilege}${isWhole ? '' : ` of ${options.touch}`} on ${name}`,
      }
    }
    return {
      place,
      members: membersOf(columns),
      access: {
        read: read(table.mayRead),
        create: change('insert', table.mayInsert, table.takesInsert),
        patch: change('update', table.mayUpdate, table.takesUpdate),
      },
      refusesUnknown: true,
    }
  }

  return async (call: Call): Promise<Inspection> => {
    await readClock(call)
    const schemas = await Promise.all(
      Object.entries(tables).map(
        async ([entity, options]) => [entity, await readSchema(options, call)] as const,
      ),
    )
    return { schemas: Object.fromEntries(schemas) }
  }
}

function membersOf(columns: readonly z.infer<typeof columnRow>[]): Members {
  return new Map(
    columns.map(({ name, type, isGenerated, mayRead, mayInsert, mayUpdate }): [string, MemberSchema] => [
      name,
      {
        type,
        ...exampleOf(type),
        isReadable: mayRead,
        isSettable: { create: mayInsert && !isGenerated, patch: mayUpdate && !isGenerated },
      },
    ]),
  )
}

const clockSql = 'select (extract(epoch from clock_timestamp()) * 1000)::bigint::text as "epochMs"'

const relations = 'pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace'

// Bits of what a view passes on to its table: 4 updates, 8 inserts.
const tableSql = (named: string) => `select
    has_any_column_privilege(c.oid, 'SELECT') as "mayRead",
    has_any_column_privilege(c.oid, 'INSERT') as "mayInsert",
    has_any_column_privilege(c.oid, 'UPDATE') as "mayUpdate",
    (pg_relation_is_updatable(c.oid, true) & 8) <> 0 as "takesInsert",
    (pg_relation_is_updatable(c.oid, true) & 4) <> 0 as "takesUpdate",
    pg_is_in_recovery() as "isStandby"
  from ${relations} where ${named}`

const columnsSql = (named: string) => `select a.attname::text as name, format_type(a.atttypid, null) as type,
    a.attgenerated <> '' or a.attidentity = 'a' as "isGenerated",
    has_column_privilege(c.oid, a.attnum, 'SELECT') as "mayRead",
    has_column_privilege(c.oid, a.attnum, 'INSERT') as "mayInsert",
    has_column_privilege(c.oid, a.attnum, 'UPDATE') as "mayUpdate"
  from ${relations} join pg_catalog.pg_attribute a on a.attrelid = c.oid
  where ${named} and a.attnum > 0 and not a.attisdropped`

/** What the connection gives for a value of the type: large and exact numbers, dates and times as text. */
const examples: Readonly<Record<string, unknown>> = {
  smallint: 1,
  integer: 1,
  bigint: '1',
  numeric: '1.5',
  real: 1.5,
  'double precision': 1.5,
  boolean: true,
  date: '2026-11-22',
  'timestamp without time zone': '2026-11-22 09:30:00',
  'timestamp with time zone': '2026-11-22 09:30:00+00',
  uuid: '00000000-0000-4000-8000-000000000000',
}

function exampleOf(type: string): { example?: unknown } {
  return Object.hasOwn(examples, type) ? { example: examples[type] } : {}
}
