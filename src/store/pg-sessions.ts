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

/** How each connection to a PostgreSQL server is made, whatever it is for. */
export function pgConnection(url: Secret): pg.ClientConfig {
  return {
    connectionString: url.reveal(),
    application_name: 'headwater',
    // An idle connection whose other end vanished is noticed before a statement waits on it.
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
  }
}

/** A pool of connections to a PostgreSQL server; opened as needed, so a server that is down is found by the first query. */
export function openPgSessions(options: PgSessionOptions): SessionSource {
  const settings = { search_path: options.schema, ...sessionSettings }
  const connection = pgConnection(options.url)
  const pool = new pg.Pool({
    ...connection,
    max: options.maxConnections,
    connectionTimeoutMillis: options.connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: options.statementTimeoutMs,
    // The server's own timeout comes first; this one is for a server that no longer answers.
    query_timeout: options.statementTimeoutMs + 2_000,
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
  const open = new Set<pg.Client>()
  pool.on('connect', (client) => void open.add(client as pg.Client))
  pool.on('remove', (client) => void open.delete(client as pg.Client))
  const dropConnections = () => open.forEach(drop)
  const prober = createProber(connection)

  return {
    async acquire() {
      const client = await pool.connect()
      let broken = false
      // One that breaks between two statements says so here, and the next statement fails.
      const onError = () => void (broken = true)
      client.on('error', onError)
      return {
        async query(text, parameters, name) {
          try {
            const result = await client.query<Record<string, unknown>>({
              ...{ text, values: [...parameters] },
              ...(name !== undefined && { name }),
            })
            return { rows: result.rows, command: result.command, affectedRows: result.rowCount ?? 0 }
          } catch (error) {
            // No answer, or the server's last one: it ends the connection after these.
            broken ||= /^(?:08|57P)/.test(sqlStateOf(error) ?? '08')
            throw error
          }
        },
        async script(sql) {
          try {
            // Without parameters the server takes several; their results come as a list then.
            const results: unknown = await client.query(sql)
            const all = Array.isArray(results) ? results : [results]
            return (
              (all as pg.QueryResult<Record<string, unknown>>[]).findLast(({ rows }) => rows.length > 0)
                ?.rows ?? []
            )
          } catch (error) {
            broken = true
            throw error
          }
        },
        release() {
          client.off('error', onError)
          client.release(broken)
        },
      }
    },
    probe: prober.probe,
    dropConnections,
    async close() {
      prober.close()
      // The pool waits for each connection's farewell, which never comes where the other end vanished.
      const impatience = setTimeout(dropConnections, farewellMs)
      await pool.end()
      clearTimeout(impatience)
    },
  }
}

const farewellMs = 2_000

/**
 * Asks for signs of life on a connection of its own, which stays open from one probe to the next: one of the pool could
 * be had only when the statements of others leave one.
 */
function createProber(connection: pg.ClientConfig): { probe(limitMs: number): Promise<void>; close(): void } {
  let current: { client: pg.Client; connected: Promise<unknown> } | null = null

  const connect = () => {
    const client = new pg.Client(connection)
    const forget = () => {
      if (current?.client === client) current = null
    }
    client.on('error', forget).on('end', forget)
    return { client, connected: client.connect() }
  }
  return {
    async probe(limitMs) {
      current ??= connect()
      const { client, connected } = current
      const limit = setTimeout(() => drop(client), limitMs)
      try {
        await connected
        await client.query('select 1')
      } catch (error) {
        current = null
        drop(client)
        throw error
      } finally {
        clearTimeout(limit)
      }
    },
    close() {
      if (current) drop(current.client)
    },
  }
}

/** `end` would send a farewell and wait for the server's. */
function drop(client: pg.Client): void {
  client.connection.stream.destroy()
}

type TypeParser = (text: string) => unknown
