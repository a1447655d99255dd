import pg from 'pg'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { Call } from '../datasource.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import { classifyFailure, UpstreamError, type FailureClass, type FailureRule } from '../failures.ts'
import type { Secret } from '../../secrets/secret.ts'
import type { Operation } from '../transport/upstream-request.ts'
import { describeFailure, postgresFailures } from './failures.ts'
import { createStatementNames } from './statement-names.ts'

export type Row = Readonly<Record<string, unknown>>

export interface DatabaseOptions {
  /** `postgres://user:password@host:5432/database?sslmode=verify-full`. Without one: the gateway's own embedded database. */
  url?: Secret | undefined
  /** Most statements at once, 10 unless told; so many connections for reading, and as many for changes, if any. */
  maxConnections?: number
  /** For connecting, and for each statement: 5 s unless told. */
  timeoutMs?: number
  /** Over SQLSTATE, the driver's codes, and the names of table, column and constraint in the body; as usual unless told. */
  failures?: readonly FailureRule[]
}

export interface Database {
  /** Rows of one read-only statement. @throws GatewayError by class of failure. */
  select(
    operation: string,
    statement: { sql: string; parameters: readonly unknown[] },
    call: Call,
  ): Promise<readonly Row[]>
  /** The row that one statement has changed, as it is now. @throws GatewayError, also when it has changed none */
  change(
    operation: string,
    statement: { sql: string; parameters: readonly unknown[] },
    failure: ChangeFailure,
    call: Call,
  ): Promise<Row>
  close(): Promise<void>
}

export interface ChangeFailure {
  /** What it means that no row was changed. */
  failure: FailureClass
  /** The canonical field that a refused value is of, where the database names none. */
  field?: string
}

/** Types that stay PostgreSQL's text, for the codecs: int8, date, timestamp, timestamptz, numeric. */
const keptAsText: ReadonlySet<number> = new Set([20, 1082, 1114, 1184, 1700])

/** Time stamps with an offset come in UTC and ISO form. */
const settings = '-c timezone=UTC -c datestyle=ISO'
/** What only reads writes nothing by mistake. */
const readSettings = `${settings} -c default_transaction_read_only=on`

type Query = (sql: string, parameters: readonly unknown[]) => Promise<readonly Row[]>

/**
 * A datasource's own connections to a PostgreSQL database, each statement under the guards that every call has: deadline,
 * retries of what only reads, circuit breaker, concurrency, failure rules. Reading sessions cannot write.
 */
export function openDatabase(
  { url, maxConnections = 10, timeoutMs = 5_000, failures = postgresFailures([]) }: DatabaseOptions,
  tools: DatasourceTools,
): Database {
  const open = (connectionString: string, sessionSettings: string) =>
    openPool({ connectionString, maxConnections, timeoutMs, sessionSettings })
  const reading = url ? open(url.reveal(), readSettings) : useEmbedded(tools)
  // It connects with the first change.
  const writing = url ? open(url.reveal(), settings) : reading

  async function runOnce(statement: Statement, call: Call): Promise<readonly Row[]> {
    const { operation, sql, parameters, onNone } = statement
    const { query } = onNone ? writing : reading
    const startedAt = performance.now()
    let outcome = 'ABORTED'
    try {
      const rows = await unlessAborted(call.signal, () => query(sql, parameters))
      if (onNone && rows.length === 0) throw tools.failure(onNone.failure, 'no row', { effect: 'NONE' })
      outcome = 'OK'
      return rows
    } catch (error) {
      // The caller's end is nothing that the database did.
      if (call.signal.aborted) throw error
      const failed = error instanceof UpstreamError ? error : failureOf(error, statement)
      outcome = failed.code
      throw failed
    } finally {
      const durationMs = performance.now() - startedAt
      tools.report({ operation, outcome, status: null, startedAt, durationMs }, call)
    }
  }

  function failureOf(error: unknown, { effect, onNone }: Statement): GatewayError {
    const { evidence, cause } = describeFailure(error)
    const classified = classifyFailure(failures, evidence)
    const failure = classified?.failure ?? 'UNAVAILABLE'
    const field = classified?.field ?? (failure === 'VALIDATION' ? onNone?.field : undefined)
    return tools.failure(failure, cause, {
      effect: effect === 'READ' ? 'NONE' : (classified?.effect ?? 'UNKNOWN'),
      ...(field !== undefined && { field }),
    })
  }

  const run = tools.guard({ maxConcurrent: maxConnections }, runOnce)

  return {
    select: (operation, statement, call) => run({ operation, effect: 'READ', ...statement }, call),
    async change(operation, statement, onNone, call) {
      const [row = {}] = await run({ operation, effect: 'WRITE', onNone, ...statement }, call)
      return row
    },
    async close() {
      await Promise.all([reading.close(), ...(writing === reading ? [] : [writing.close()])])
    },
  }
}

interface Statement extends Operation {
  sql: string
  parameters: readonly unknown[]
  /** Of changes. */
  onNone?: ChangeFailure
}

interface PoolOptions {
  connectionString: string
  maxConnections: number
  timeoutMs: number
  sessionSettings: string
}

function openPool({ connectionString, maxConnections, timeoutMs, sessionSettings }: PoolOptions): {
  query: Query
  close(): Promise<void>
} {
  const pool = new pg.Pool({
    connectionString,
    application_name: 'headwater',
    max: maxConnections,
    connectionTimeoutMillis: timeoutMs,
    statement_timeout: timeoutMs,
    // For a server that no longer answers; its own time-out comes first.
    query_timeout: timeoutMs + 1_000,
    keepAlive: true,
    options: sessionSettings,
    types: {
      getTypeParser: (oid, format) =>
        keptAsText.has(oid)
          ? (text: string) => text
          : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
    },
  })
  // A broken idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)
  const idle = new Set<pg.Client>()
  pool.on('acquire', (client) => void idle.delete(client as pg.Client))
  pool.on('release', (error: Error | undefined, client) => {
    if (!error) idle.add(client)
  })
  pool.on('remove', (client) => void idle.delete(client as pg.Client))
  const dropIdle = () => idle.forEach((client) => client.connection.stream.destroy())
  const names = createStatementNames()
  const send = async (text: string, parameters: readonly unknown[]) => {
    const values = [...parameters]
    const name = names.nameOf(text)
    if (name === undefined) return pool.query<Record<string, unknown>>(text, values)
    try {
      return await pool.query<Record<string, unknown>>({ name, text, values })
    } catch (error) {
      if (!names.isOfName(text, error)) throw error
      return pool.query<Record<string, unknown>>(text, values)
    }
  }
  return {
    async query(sql, parameters) {
      try {
        return (await send(sql, parameters)).rows
      } catch (error) {
        // What vanished without a word took the idle ones with it: each would cost another caller the same wait.
        if (isSilence(error)) dropIdle()
        throw error
      }
    },
    close: () => pool.end(),
  }
}

/** The driver's own time-out, which only a server that does not answer at all lives to see. */
function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout'
}

/** It belongs to the gateway, which closes it, and gives the same types as text. */
function useEmbedded({ embeddedDatabase, system }: DatasourceTools): {
  query: Query
  close(): Promise<void>
} {
  if (!embeddedDatabase)
    throw new GatewayError(
      'INTERNAL',
      `${system}: embedded: true needs the gateway's embedded database, but its store is a PostgreSQL server; give a url.`,
      { system },
    )
  return {
    query: (sql, parameters) => embeddedDatabase.query(sql, parameters),
    close: () => Promise.resolve(),
  }
}

/** Nobody waits for a query whose request has ended; the server ends it at its own time-out. */
async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work(), promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
