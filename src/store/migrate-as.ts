import { sql } from 'kysely'
import type { Secret } from '../secrets/secret.ts'
import { openDatabase, type Database } from './database.ts'
import { inTurn, migrate } from './migrations/migrate.ts'

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
  })
}
