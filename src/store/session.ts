/** One connection of the store, whichever database it is. Rows hold text, numbers, booleans and JSON: see `keptAsText`. */
export interface Session {
  /** @param name of a statement whose text never changes: a server then keeps how it is run (statement.ts) */
  query(sql: string, parameters: readonly unknown[], name?: string): Promise<SessionResult>
  /** Several statements without parameters. Of all their rows, those of the last that had any. After a failure nothing of a transaction is left open. */
  script(sql: string): Promise<SessionResult['rows']>
  /** Gives the connection back; one that broke is not used again. */
  release(): void
}

export interface SessionResult {
  rows: readonly Record<string, unknown>[]
  /** E.g. `INSERT`; PostgreSQL answers `ROLLBACK` to the commit of a transaction in which a statement failed. */
  command: string
  affectedRows: number
}

export interface SessionSource {
  acquire(): Promise<Session>
  /** Asks the database for a sign of life; rejects when there is none within `limitMs`. */
  probe(limitMs: number): Promise<void>
  /** Ends every open connection at once: a statement that waits for its answer fails. */
  dropConnections(): void
  close(): Promise<void>
}

/**
 * Types that stay PostgreSQL's text, in both databases: int8 and numeric would lose digits as numbers, and a date has
 * no place in a time zone. Time stamps come in ISO form with an offset, as the session's zone is UTC.
 */
export const keptAsText: ReadonlySet<number> = new Set([
  20, //   int8
  1082, // date
  1114, // timestamp
  1184, // timestamptz
  1700, // numeric
])

/** Every session has these, so that both databases read and write the same text. */
export const sessionSettings = { timezone: 'UTC', datestyle: 'ISO' } as const
