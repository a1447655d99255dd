import type { Call } from '../datasource.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import { UpstreamError, type FailureClass } from '../failures.ts'
import { holdsValues } from '../holds-values.ts'
import type { FieldMapping, Mapping } from '../mapping.ts'
import type { RawFound, RawWritten, Values, WriteCalls } from '../write-calls.ts'
import { columnTypes } from './column-type.ts'
import type { ChangeFailure, Database, Row } from './open-database.ts'
import type { TableOptions } from './options.ts'
import { createStatement, quoteName, type Statement } from './statement.ts'

/**
 * Changes of one table, each a single statement, so that it is done whole or not at all. What may be set, the options
 * say: nothing unless told.
 */
export function createTableWrites(options: {
  database: Database
  /** Of the table, in SQL. */
  from: string
  table: TableOptions
  mapping: Mapping
  failure: DatasourceTools['failure']
}): WriteCalls | undefined {
  const { database, from: name, table, mapping, failure } = options
  const { id, version, touch, create } = table
  const { entity } = mapping
  if (table.writable.length === 0 && !create) return undefined

  const columns = [...new Set(mapping.paths.flatMap(([column]) => column ?? []))].map(quoteName).join(', ')
  const touched = touch === undefined ? [] : [[quoteName(touch), 'now()'] as const]
  const settable = new Set([...table.writable, ...(create?.fields ?? [])])
  for (const field of settable) requireColumns(mapping, field)

  /** Columns with what they are set to, the values as parameters. */
  const assignments = (statement: Statement, fields: Readonly<Record<string, unknown>>) => [
    ...Object.entries(fields).map(([column, value]) => [quoteName(column), statement.bind(value)] as const),
    ...touched,
  ]

  const isId = (statement: Statement, externalId: string) =>
    `${quoteName(id.column)} = ${statement.bind(externalId, columnTypes[id.type].cast)}`

  async function findBy(where: (statement: Statement) => string, call: Call): Promise<Row | undefined> {
    const statement = createStatement()
    const sql = `select ${columns} from ${name} where ${where(statement)}`
    const [row] = await database.select(
      `${entity} as written`,
      { sql, parameters: statement.parameters },
      call,
    )
    return row
  }

  /** @param onNone what it means that no row was changed */
  const change = (
    what: string,
    { sql, parameters }: { sql: string; parameters: readonly unknown[] },
    onNone: ChangeFailure,
    call: Call,
  ) => database.change(`${what} ${entity}`, { sql: `${sql} returning ${columns}`, parameters }, onNone, call)

  const toWritten = (row: Row): RawWritten => ({ externalId: mapping.read(row).externalId, raw: row })

  async function insert(
    { values, fields, reference }: { values: Values; fields: Record<string, unknown>; reference: string },
    call: Call,
  ): Promise<RawWritten> {
    const statement = createStatement()
    const referred = create?.reference === undefined ? {} : { [create.reference]: reference }
    const given = assignments(statement, { ...fields, ...referred })
    const names = given.map(([column]) => column).join(', ')
    const bound = given.map(([, value]) => value).join(', ')
    // Of this attempt alone: any other row that is in the way is a conflict.
    const conflict =
      create?.reference === undefined ? '' : ` on conflict (${quoteName(create.reference)}) do nothing`
    const rows = given.length === 0 ? ' default values' : ` (${names}) values (${bound})${conflict}`
    const { parameters } = statement
    try {
      const onNone = { failure: 'CONFLICT', ...onlyField(values) } as const
      return toWritten(
        await change('insert', { sql: `insert into ${name}${rows}`, parameters }, onNone, call),
      )
    } catch (error) {
      if (create?.reference === undefined || !isOf('CONFLICT', error)) throw error
      const earlier = await findByReference(reference, call)
      if (!earlier) throw error
      return toWritten(earlier)
    }
  }

  const findByReference = (reference: string, call: Call) =>
    findBy((statement) => `${quoteName(create?.reference ?? '')} = ${statement.bind(reference)}`, call)

  /** Without a reference only a row whose id was given can be told from others. */
  async function findCreated(
    { values, fields, reference }: { values: Values; fields: Record<string, unknown>; reference: string },
    call: Call,
  ): Promise<RawFound> {
    if (create?.reference !== undefined) {
      const row = await findByReference(reference, call)
      return row ? toWritten(row) : 'ABSENT'
    }
    const externalId = fields[id.column]
    if (typeof externalId !== 'string' && typeof externalId !== 'number') return 'UNKNOWN'
    const row = await findBy((statement) => isId(statement, String(externalId)), call)
    if (!row) return 'ABSENT'
    return holdsValues(mapping, values, mapping.read(row)) ? toWritten(row) : 'UNKNOWN'
  }

  async function update(
    patch: {
      externalId: string
      values: Values
      fields: Record<string, unknown>
      ifVersion: string | null
    },
    call: Call,
  ): Promise<RawWritten> {
    const { externalId, values, fields, ifVersion } = patch
    const statement = createStatement()
    const set = assignments(statement, fields).map(([column, value]) => `${column} = ${value}`)
    // A statement that sets nothing is none.
    if (set.length === 0) set.push(`${quoteName(id.column)} = ${quoteName(id.column)}`)
    const where = [isId(statement, externalId)]
    if (ifVersion !== null && version !== undefined)
      // As text, which is how it was read: every session has the same zone and style.
      where.push(`${quoteName(version)}::text = ${statement.bind(ifVersion, 'text')}`)
    const sql = `update ${name} set ${set.join(', ')} where ${where.join(' and ')}`
    const { parameters } = statement
    try {
      const onNone = { failure: 'NOT_FOUND', ...onlyField(values) } as const
      return toWritten(await change('update', { sql, parameters }, onNone, call))
    } catch (error) {
      const wasThere = ifVersion !== null && isOf('NOT_FOUND', error)
      if (!wasThere || !(await findBy((find) => isId(find, externalId), call))) throw error
      throw failure('CONFLICT', 'another version', { effect: 'NONE' })
    }
  }

  async function remove(externalId: string, call: Call): Promise<void> {
    const statement = createStatement()
    const sql = `delete from ${name} where ${isId(statement, externalId)}`
    await change('delete', { sql, parameters: statement.parameters }, { failure: 'NOT_FOUND' }, call)
  }

  return {
    readOnly: Object.fromEntries(
      Object.keys(mapping.fields)
        .filter((field) => !settable.has(field))
        .map((field) => [field, 'the gateway may only read it']),
    ),
    createOnly: create?.fields ?? [],
    ...(table.writable.length > 0 && { patch: { isConditional: version !== undefined, run: update } }),
    ...(create && {
      create: {
        required: create.required,
        honoursKey: create.reference !== undefined,
        run: insert,
        findApplied: findCreated,
      },
      remove,
    }),
  }
}

/** @throws TypeError when the field is not made of whole columns that can be set: a mistake in the config */
function requireColumns(mapping: Mapping, field: string): void {
  const declared: FieldMapping | undefined = mapping.fields[field]
  if (declared?.write && declared.paths.every((path) => path.length === 1)) return
  throw new TypeError(
    `PostgreSQL: ${mapping.entity}.${field} is not mapped to columns that can be set, so it cannot be writable.`,
  )
}

/** PostgreSQL does not name the column of a value out of range: where only one field is set, it is that one. */
function onlyField(values: Values): { field?: string } {
  const [field, another] = Object.keys(values)
  return field === undefined || another !== undefined ? {} : { field }
}

function isOf(failure: FailureClass, error: unknown): boolean {
  return error instanceof UpstreamError && error.failure === failure
}
