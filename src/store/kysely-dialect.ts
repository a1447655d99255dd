import { AsyncLocalStorage } from 'node:async_hooks'
import {
  CompiledQuery,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type QueryResult,
} from 'kysely'
import type { Session, SessionSource } from './session.ts'
import { storeError } from './store-error.ts'

/** Set while a transaction's own work runs; `open` turns false when it ends, for work that outlives it. */
const transactionScope = new AsyncLocalStorage<{ open: boolean }>()

/** Runs the work of a transaction so that a query which does not belong to it fails at once: see `createDialect`. */
export async function insideTransaction<T>(work: () => Promise<T>): Promise<T> {
  const scope = { open: true }
  try {
    return await transactionScope.run(scope, work)
  } finally {
    scope.open = false
  }
}

/** @throws Error inside of a transaction: what does not belong to it would wait for it, for ever where there is one connection */
export function refuseInsideTransaction(): void {
  if (transactionScope.getStore()?.open)
    throw new Error(
      'A query outside of the transaction was made inside it; use the transaction it was given.',
    )
}

/**
 * Kysely over sessions, the same for both databases (Kysely's own dialect for PGlite would hide a rolled-back commit and
 * our errors). A query outside a transaction, awaited inside it, would wait for that transaction for ever where there
 * is one connection: it is refused everywhere, so that no test on the larger database hides it.
 */
export function createDialect(source: Pick<SessionSource, 'acquire'>): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createDriver: () => ({
      init: () => Promise.resolve(),
      async acquireConnection() {
        refuseInsideTransaction()
        return connectionOf(await translated(() => source.acquire()))
      },
      releaseConnection: async (connection) => (connection as StoreConnection).release(),
      async beginTransaction(connection) {
        await run(connection, 'begin')
      },
      async commitTransaction(connection) {
        if ((await run(connection, 'commit')) === 'ROLLBACK')
          throw new Error('The transaction was rolled back: one of its statements had failed.')
      },
      async rollbackTransaction(connection) {
        await run(connection, 'rollback')
      },
      // Kysely would close only what it has used: whoever opened the sessions closes them.
      destroy: () => Promise.resolve(),
    }),
  }
}

interface StoreConnection extends DatabaseConnection {
  release(): void
}

function connectionOf(session: Session): StoreConnection {
  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const result = await translated(() => session.query(query.sql, query.parameters))
      // The row type is the caller's statement about its own SQL.
      const rows = (transactionCommands.has(result.command)
        ? [{ command: result.command }]
        : result.rows) as unknown as Row[]
      return { rows, numAffectedRows: BigInt(result.affectedRows) }
    },
    streamQuery() {
      throw new Error('The store does not stream.')
    },
    release: session.release,
  }
}

const transactionCommands: ReadonlySet<string> = new Set(['BEGIN', 'COMMIT', 'ROLLBACK'])

async function run(connection: DatabaseConnection, statement: string): Promise<string | undefined> {
  const { rows } = await connection.executeQuery<{ command: string }>(CompiledQuery.raw(statement))
  return rows[0]?.command
}

/** What fails is the store's, as the rest of the gateway knows it. */
export async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw storeError(error)
  }
}
