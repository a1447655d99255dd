import pg from 'pg'
import type { Secret } from '../secrets/secret.ts'
import { keptAsText, sessionSettings, type SessionSource } from './session.ts'
import { sqlStateOf } from './store-error.ts'

export interface PgSessionOptions {
  url: Secret
  schema: string
  maxConnections: number
  connectTimeoutMs: number
  statementTimeoutMs: number
}

/** A pool of connections to a PostgreSQL server; opened as needed, so a server that is down is found by the first query. */
export function openPgSessions(options: PgSessionOptions): SessionSource {
  const settings = { search_path: options.schema, ...sessionSettings }
  const pool = new pg.Pool({
    connectionString: options.url.reveal(),
    application_name: 'headwater',
    max: options.maxConnections,
    connectionTimeoutMillis: options.connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: options.statementTimeoutMs,
    // The server's own timeout comes first; this one is for a server that no longer answers.
    query_timeout: options.statementTimeoutMs + 2_000,
    keepAlive: true,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    types: {
      getTypeParser: (oid, format) =>
        keptAsText.has(oid) ? (text: string) => text : (pg.types.getTypeParser(oid, format) as TypeParser),
    },
  })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)

  return {
    async acquire() {
      const client = await pool.connect()
      let broken = false
      // One that breaks between two statements says so here, and the next statement fails.
      const onError = () => void (broken = true)
      client.on('error', onError)
      return {
        async query(sql, parameters) {
          try {
            const result = await client.query<Record<string, unknown>>(sql, [...parameters])
            return { rows: result.rows, command: result.command, affectedRows: result.rowCount ?? 0 }
          } catch (error) {
            // No answer, or the server's last one: it ends the connection after these.
            broken ||= /^(?:08|57P)/.test(sqlStateOf(error) ?? '08')
            throw error
          }
        },
        release() {
          client.off('error', onError)
          client.release(broken)
        },
      }
    },
    close: () => pool.end(),
  }
}

type TypeParser = (text: string) => unknown
