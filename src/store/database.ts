import { CompiledQuery, Kysely, type Transaction } from 'kysely'
import type { Secret } from '../secrets/secret.ts'
import { createDialect, insideTransaction, refuseInsideTransaction, translated } from './kysely-dialect.ts'
import { createPgListener, type ChannelListener, type PgListener } from './pg-listener.ts'
import { openPgSessions, pgConnection } from './pg-sessions.ts'
import { openPgliteSessions } from './pglite-sessions.ts'
import type { SessionSource } from './session.ts'
import type { Statement } from './statement.ts'
import { createStoreCircuit, type StoreHealth, type StoreStateChange } from './store-circuit.ts'
import type { Tables } from './tables.ts'

export interface Database {
  readonly kind: 'pglite' | 'postgresql'
  readonly schema: string
  readonly kysely: Kysely<Tables>
  readonly health: StoreHealth
  /** Gives back what ends the listening. */
  onStateChange(listener: (change: StoreStateChange) => void): () => void
  /** One statement; rows as objects, with int8, numeric, dates and time stamps as text. */
  query(sql: string, parameters: readonly unknown[]): Promise<readonly Record<string, unknown>[]>
  /** One statement that is run again and again: a round trip, and a transaction of its own. */
  run<Row>({ name, text }: Statement, parameters: readonly unknown[]): Promise<readonly Row[]>
  /** Several statements without parameters, for what comes with SQL of its own. The rows of the last that had any. */
  script(sql: string): Promise<readonly Record<string, unknown>[]>
  /**
   * One transaction. Inside it, await only queries of the transaction given: any other query of this database is an
   * error, and an upstream call would hold everyone else up.
   */
  transaction<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>
  /**
   * Hears what is notified on a channel, by any process; null: something may have been missed. The embedded database has
   * no other process, and notifies nobody. Gives back what ends the listening.
   */
  listen(channel: string, listener: ChannelListener): () => void
  /** Whether all that others notify is heard now; one that just went deaf is found out within 10 s. Embedded: there are no others. */
  isHearing(): boolean
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** A PostgreSQL server; without it the database is inside this process, in `${dataDir}/store`. */
  url?: Secret
  dataDir: string
  /** Where all our tables are: `headwater` unless told. Made by the migrations. */
  schema?: string
  maxConnections?: number
  connectTimeoutMs?: number
  statementTimeoutMs?: number
  /** ms since epoch, for `health.since`. */
  now?: () => number
}

/** A server that goes silent is found down within the sum of the first two; one that is back, of the last two. */
const probing = { probeEveryMs: 3_000, probeLimitMs: 3_000, retryEveryMs: 1_000 }

/**
 * Every failure to reach the database is a GatewayError STORE_UNAVAILABLE. A server that is down is no error here: its
 * first query says so. While it is down, every use fails at once. PGlite has no statement timeout, as its one thread is ours.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, dataDir, schema = 'headwater', now = Date.now } = options
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) throw new TypeError(`not a schema name: ${schema}`)
  const source = url
    ? openPgSessions({
        url,
        schema,
        maxConnections: options.maxConnections ?? 10,
        connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
        statementTimeoutMs: options.statementTimeoutMs ?? 7_000,
      })
    : await openPgliteSessions(dataDir, schema)
  const listener = url ? createPgListener({ connection: pgConnection(url) }) : null
  return createDatabase({ source, listener, schema, kind: url ? 'postgresql' : 'pglite', now })
}

/** Over sessions that are open already; `openDatabase` is the way for all but tests. */
export function createDatabase({
  source,
  listener = null,
  schema,
  kind,
  now,
}: Pick<Database, 'schema' | 'kind'> & {
  source: SessionSource
  listener?: PgListener | null
  now: () => number
}): Database {
  // The embedded database cannot go away by itself; only a failure makes it worth asking.
  const probeEveryMs = kind === 'pglite' ? null : probing.probeEveryMs
  const circuit = createStoreCircuit(source, { ...probing, probeEveryMs, now })
  const kysely = new Kysely<Tables>({ dialect: createDialect(circuit) })
  return {
    kind,
    schema,
    kysely,
    health: circuit.health,
    onStateChange: circuit.onStateChange,
    async query(sql, parameters) {
      const query = CompiledQuery.raw(sql, [...parameters])
      return (await kysely.executeQuery<Record<string, unknown>>(query)).rows
    },
    run: <Row>({ name, text }: Statement, parameters: readonly unknown[]) => {
      refuseInsideTransaction()
      return translated(async () => {
        const session = await circuit.acquire()
        try {
          // The row type is the caller's statement about its own SQL.
          return (await session.query(text, parameters, name)).rows as readonly Row[]
        } finally {
          session.release()
        }
      })
    },
    async script(sql) {
      const session = await circuit.acquire()
      try {
        return await session.script(sql)
      } finally {
        session.release()
      }
    },
    transaction: (work) =>
      kysely.transaction().execute((transaction) => insideTransaction(() => work(transaction))),
    listen: (channel, hear) => listener?.listen(channel, hear) ?? (() => undefined),
    isHearing: () => (kind === 'pglite' ? true : (listener?.isHearing() ?? false)),
    close: async () => {
      listener?.close()
      await kysely.destroy()
      await circuit.close()
    },
  }
}
