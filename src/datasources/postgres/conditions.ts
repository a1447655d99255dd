import { BadValueError } from '../../codecs/codec.ts'
import type { Condition } from '../datasource.ts'
import type { FieldMapping, Mapping } from '../mapping.ts'
import { quoteName, type Statement } from './statement.ts'

/** The one column that holds a field, and what a canonical value is in it. */
export interface FieldColumn {
  column: string
  /** In the column's form; none when no row can have it, e.g. a status that the database lacks. */
  encode(value: unknown): readonly unknown[]
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
      try {
        write(value, target, null)
      } catch (error) {
        if (error instanceof BadValueError) return []
        throw error
      }
      return [target[column]]
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
  const stored = (comparison === 'IN' ? [value].flat() : [value]).flatMap(encode)
  if (stored.length === 0) return 'false'
  if (comparison === 'IN') return `${column} = any(${statement.bind(stored)})`
  if (comparison === 'CONTAINS')
    return `strpos(lower(${column}), lower(${statement.bind(stored[0], 'text')})) > 0`
  if (comparison === 'STARTS_WITH')
    return `starts_with(lower(${column}), lower(${statement.bind(stored[0], 'text')}))`
  if (value === null) return `${column} is null`
  return `${column} ${operators[comparison]} ${statement.bind(stored[0])}`
}

const operators = { EQ: '=', GT: '>', GTE: '>=', LT: '<', LTE: '<=' } as const
