import { createHash } from 'node:crypto'

/** Most statements that a connection is asked to keep: each takes memory at the server. */
const maxNames = 100

/** SQLSTATEs of what is wrong with a kept statement, and not with what it says: nothing was run. */
const forgotten: ReadonlySet<unknown> = new Set(['26000', '42P05'])
/** Among others of a plan that was kept while its tables changed. */
const changed = '0A000'

export interface StatementNames {
  /** The name under which the server keeps the plan of a statement; undefined for one that is not kept. */
  nameOf(sql: string): string | undefined
  /** Told of an error that a named statement met. Whether it is to be sent again, without a name. */
  isOfName(sql: string, error: unknown): boolean
}

/**
 * Names for statements that come again, so that they are parsed and planned once a connection. A pooler between (PgBouncer
 * before 1.21) may hand out connections that know nothing of them, or know them already: then none is named any more.
 */
export function createStatementNames(): StatementNames {
  const names = new Map<string, string>()
  const unnamed = new Set<string>()
  let isOver = false
  return {
    nameOf(sql) {
      if (isOver || unnamed.has(sql)) return undefined
      const known = names.get(sql)
      if (known !== undefined || names.size >= maxNames) return known
      // By its text, so that nobody else's statement on the same connection has the name.
      const name = `headwater_${createHash('sha256').update(sql).digest('hex').slice(0, 32)}`
      names.set(sql, name)
      return name
    },
    isOfName(sql, error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (forgotten.has(code)) isOver = true
      else if (code === changed) unnamed.add(sql)
      else return false
      return true
    },
  }
}
