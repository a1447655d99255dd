import { sql, type Transaction } from 'kysely'
import type { Secret } from '../secrets/secret.ts'
import { openDatabase, type Database } from './database.ts'
import { queueSchemaOf } from './queue-schema.ts'
import { inTurn, migrate } from './migrations/migrate.ts'
import type { Tables } from './tables.ts'

/** What the role that a gateway runs under may do with a table: with these, less than with all others. */
const restricted: Readonly<Record<string, string>> = {
  migration: 'select',
  audit_entry: 'select, insert',
  audit_key: 'select, insert, update (person)',
  audit_chain: 'select',
}

/**
 * Brings a store to this version; with `ownerUrl` under those credentials, which own the tables, and lets the role of
 * `database` use them: what is append-only then is so for the gateway itself.
 *
 * @throws MigrationError, GatewayError STORE_UNAVAILABLE
 */
export async function migrateAs(database: Database, ownerUrl: Secret | null): Promise<void> {
  if (!ownerUrl) {
    await migrate(database)
    return
  }
  const owner = await openDatabase({
    url: ownerUrl,
    dataDir: '',
    schema: database.schema,
    maxConnections: 1,
  })
  try {
    await migrate(owner)
    const [role, ownerRole] = [await roleOf(database), await roleOf(owner)]
    if (role !== ownerRole) await grantRunTime(owner, role)
  } finally {
    await owner.close()
  }
}

async function roleOf(database: Database): Promise<string> {
  const [row] = await database.query('select current_user as role', [])
  return String(row?.role)
}

async function grantRunTime(owner: Database, roleName: string): Promise<void> {
  const role = sql.id(roleName)
  const schema = sql.id(owner.schema)
  await inTurn(owner, async (transaction) => {
    const { rows: tables } = await sql<{ name: string }>`
      select tablename as name from pg_tables where schemaname = ${owner.schema}`.execute(transaction)
    await sql`grant usage on schema ${schema} to ${role}`.execute(transaction)
    await sql`grant execute on all functions in schema ${schema} to ${role}`.execute(transaction)
    for (const { name } of tables) {
      const table = sql.id(owner.schema, name)
      const privileges = sql.raw(restricted[name] ?? 'select, insert, update, delete')
      // Also takes away what somebody gave by hand; nobody sees the moment between.
      await sql`revoke all on table ${table} from ${role}`.execute(transaction)
      await sql`grant ${privileges} on table ${table} to ${role}`.execute(transaction)
    }
    await grantQueue(transaction, queueSchemaOf(owner), roleName)
  })
}

/** What is in it is made, and owned, by whoever works on the queue: there is nothing to keep from them. */
async function grantQueue(
  transaction: Transaction<Tables>,
  schemaName: string,
  roleName: string,
): Promise<void> {
  const [schema, role] = [sql.id(schemaName), sql.id(roleName)]
  const { rows } = await sql<{ isOwn: boolean }>`select pg_has_role(nspowner, 'usage') as "isOwn"
    from pg_namespace where nspname = ${schemaName}`.execute(transaction)
  if (!rows[0]) await sql`create schema ${schema}`.execute(transaction)
  // It was the gateway's own before there were two roles.
  else if (!rows[0].isOwn) return
  await sql`grant usage, create on schema ${schema} to ${role}`.execute(transaction)
}
