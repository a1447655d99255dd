import { createHash } from 'node:crypto'
import { CompiledQuery, sql, type Transaction } from 'kysely'
import type { Database } from '../database.ts'
import { sqlStateOf } from '../store-error.ts'
import type { Tables } from '../tables.ts'
import { createCrosswalkTables } from './0001-crosswalk.ts'
import { createApiKeyTables } from './0002-api-keys.ts'
import { createWriteTables } from './0003-writes.ts'
import { createAuditTables } from './0004-audit.ts'
import { createIdentityDecisionTables } from './0005-identity-decisions.ts'
import { createSourceChangeNotices } from './0006-source-changes.ts'
import { createLinkNotices } from './0007-link-notices.ts'
import { MigrationError } from './migration-error.ts'
import type { Migration } from './migration.ts'

/** Every step, in order. Forward only. */
const allMigrations: readonly Migration[] = [
  createCrosswalkTables,
  createApiKeyTables,
  createWriteTables,
  createAuditTables,
  createIdentityDecisionTables,
  createSourceChangeNotices,
  createLinkNotices,
]

/** Any number, the same in all versions: replicas that start together take turns on it. */
const lockKey = 4_851_723

/**
 * Brings the store to this version, each step in a transaction of its own. Safe when several replicas start at once.
 *
 * @throws MigrationError when the store was changed by a newer version, or by other steps of the same name.
 * @throws GatewayError STORE_UNAVAILABLE
 */
export async function migrate(database: Database, migrations = allMigrations): Promise<void> {
  try {
    await bringUp(database, migrations)
  } catch (error) {
    if (sqlStateOf(error) !== insufficientPrivilege) throw error
    throw new MigrationError(
      'The store is to be changed for this version, which the role of HEADWATER_STORE_URL may not: let HEADWATER_STORE_MIGRATE_URL name the owner of its tables, once at least.',
      { cause: error },
    )
  }
}

const insufficientPrivilege = '42501'

async function bringUp(database: Database, migrations: readonly Migration[]): Promise<void> {
  if (!(await isPrepared(database)))
    await inTurn(database, async (transaction) => {
      await ensureSchema(transaction, database.schema)
      await sql`create table if not exists migration (
        name text primary key, checksum text not null, applied_at timestamptz not null default now()
      )`.execute(transaction)
    })

  const known = await pendingOf(database, migrations)
  for (const migration of known)
    await inTurn(database, async (transaction) => {
      const { rows } = await sql`select 1 from migration where name = ${migration.name}`.execute(transaction)
      if (rows.length > 0) return
      for (const statement of migration.statements)
        await transaction.executeQuery(CompiledQuery.raw(statement))
      await transaction
        .insertInto('migration')
        .values({ name: migration.name, checksum: checksumOf(migration) })
        .execute()
    })
}

async function isPrepared(database: Database): Promise<boolean> {
  const [row] = await database.query('select to_regclass($1) is not null as prepared', [
    `${database.schema}.migration`,
  ])
  return row?.prepared === true
}

async function pendingOf(database: Database, migrations: readonly Migration[]): Promise<Migration[]> {
  const applied = await database.kysely.selectFrom('migration').select(['name', 'checksum']).execute()
  const expected = new Map(migrations.map((migration) => [migration.name, checksumOf(migration)]))
  for (const { name, checksum } of applied) {
    if (!expected.has(name))
      throw new MigrationError(
        `The store has step ${name}, which this version does not know: it was used by a newer one. Start that version, or give this one a store of its own.`,
      )
    if (expected.get(name) !== checksum)
      throw new MigrationError(
        `The store was made by another form of step ${name}: it belongs to an unreleased version. Give this one a store of its own.`,
      )
  }
  const done = new Set(applied.map(({ name }) => name))
  return migrations.filter(({ name }) => !done.has(name))
}

/** A transaction that only one replica is in at a time, and that may take as long as it needs. */
export async function inTurn(
  database: Database,
  work: (transaction: Transaction<Tables>) => Promise<void>,
): Promise<void> {
  await database.transaction(async (transaction) => {
    if (database.kind === 'postgresql') {
      await sql`set local statement_timeout = 0`.execute(transaction)
      await sql`select pg_advisory_xact_lock(${lockKey}, hashtext(${database.schema}))`.execute(transaction)
    }
    await work(transaction)
  })
}

/**
 * For a transaction that has its turn. `create schema if not exists` would do for one session alone: another's may still
 * hold in its catalog cache that there is none, as no lock of ours renews that, and a read of the catalog does.
 */
export async function ensureSchema(transaction: Transaction<Tables>, name: string): Promise<void> {
  const { rows } = await sql`select 1 from pg_namespace where nspname = ${name}`.execute(transaction)
  if (rows.length === 0) await sql`create schema ${sql.id(name)}`.execute(transaction)
}

function checksumOf(migration: Migration): string {
  return createHash('sha256').update(JSON.stringify(migration.statements)).digest('hex')
}
