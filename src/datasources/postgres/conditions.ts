import type { Condition } from '../datasource.ts'
import type { FieldMapping, Mapping } from '../mapping.ts'
import { quoteName, type Statement } from './statement.ts'

/** The one column that holds a field, and what a canonical value is in it. */
export interface FieldColumn {
  column: string
  encode(value: unknown): unknown
}

/** @throws TypeError when the field is not one column: a mistake in the config. */
export function columnOf(mapping: Mapping, field: string): FieldColumn {
  const declared: FieldMapping | undefined = mapping.fields[field]
  const [path] = declared?.paths ?? []
  const [column] = path ?? []
  const write = declared?.write
  if (column === undefined || path?.length !== 1 || declared?.paths.length !== 1 || !write)
    throw new TypeError(
      `PostgreSQL: ${mapping.entity}.${field} is not mapped to one column, so it can be no filter or sort.`,
    )
  return {
    column,
    encode(value) {
      const target: Record<string, unknown> = {}
      write(value, target, null)
      return target[column]
    },
  }
}

/** One condition of a list, with its value as a parameter. Texts are searched without regard to case. */
export function conditionClause(
  statement: Statement,
  { column: name, encode }: FieldColumn,
  { comparison, value }: Condition,
): string {
  const column = quoteName(name)
  if (comparison === 'IN')
    return `${column} = any(${statement.bind((Array.isArray(value) ? value : [value]).map(encode))})`
  if (comparison === 'CONTAINS')
    return `strpos(lower(${column}), lower(${statement.bind(encode(value), 'text')})) > 0`
  if (comparison === 'STARTS_WITH')
    return `starts_with(lower(${column}), lower(${statement.bind(encode(value), 'text')}))`
  if (value === null) return `${column} is null`
  return `${column} ${operators[comparison]} ${statement.bind(encode(value))}`
}

const operators = { EQ: '=', GT: '>', GTE: '>=', LT: '<', LTE: '<=' } as const
