import { sql, type RawBuilder } from 'kysely'

/**
 * SQL whose text never changes: a server parses and plans it once a connection, and what is sent is its name and the
 * values. For what runs with every write; there are few of them, for each connection keeps them all.
 */
export interface Statement {
  /** Its own among all statements of the gateway. */
  name: string
  /** With `$1`, `$2` … in the place of values. */
  text: string
}

/** The same as a part of a transaction of Kysely's. */
export function statementWithin<Row>(
  { text }: Pick<Statement, 'text'>,
  parameters: readonly unknown[],
): RawBuilder<Row> {
  const parts = text.split(/\$(\d+)/).map((part, index) =>
    // What was captured stands between the texts.
    index % 2 === 0 ? sql.raw(part) : sql`${parameters[Number(part) - 1]}`,
  )
  return sql<Row>`${sql.join(parts, sql.raw(''))}`
}
