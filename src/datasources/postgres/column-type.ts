/**
 * How an id or key column is compared. Values that the type cannot have are unknown without a query; so are those that
 * PostgreSQL would read but writes otherwise, since records are matched by what it writes.
 */
export type ColumnType = 'text' | 'integer' | 'uuid'

interface TypeFacts {
  /** What parameters are cast to, so that PostgreSQL can use an index on any column of the kind. */
  cast: string
  pattern: RegExp
}

export const columnTypes: Readonly<Record<ColumnType, TypeFacts>> = {
  // NUL is no character in PostgreSQL. 512 is more than any id has.
  text: { cast: 'text', pattern: /^[^\0]{1,512}$/ },
  integer: { cast: 'bigint', pattern: /^(?:0|-?[1-9]\d{0,17})$/ },
  uuid: { cast: 'uuid', pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ },
}
