import { sql } from 'kysely'
import type { Database } from '../store/database.ts'
import type { ApiKey } from './api-key.ts'

/** What a key is recognised by, and what it stands for. */
export interface StoredKey {
  digest: Buffer
  key: ApiKey
}

export interface KeyRepository {
  /** A text that is another one after every change of any key, whoever made it. */
  readVersion(): Promise<string>
  /** Keys that are neither revoked nor expired. */
  readLive(now: Date): Promise<StoredKey[]>
  /** All keys there ever were, oldest first. */
  list(): Promise<ApiKey[]>
  /** 'FULL' when there are `maxLive` that are neither revoked nor expired. @throws the database's 23505 for a prefix that is taken */
  insert(stored: StoredKey, maxLive: number): Promise<'INSERTED' | 'FULL'>
  /** The key as it is now, and whether it was revoked before; null when there is none. */
  revoke(prefix: string, at: Date): Promise<{ key: ApiKey; wasRevoked: boolean } | null>
}

interface Row {
  digest: string
  prefix: string
  name: string
  roles: string[]
  scopes: string[] | null
  attributes: Record<string, string[] | 'ALL'>
  customer_system: string | null
  customer_external_id: string | null
  tenant: string
  created_ms: number
  expires_ms: number | null
  revoked_ms: number | null
}

const columns =
  sql.raw(`digest, prefix, name, roles, scopes, attributes, customer_system, customer_external_id, tenant,
  (extract(epoch from created_at) * 1000)::float8 as created_ms,
  (extract(epoch from expires_at) * 1000)::float8 as expires_ms,
  (extract(epoch from revoked_at) * 1000)::float8 as revoked_ms`)

/** API keys in the store. Every failure to reach it is a GatewayError STORE_UNAVAILABLE. */
export function createKeyRepository(database: Database): KeyRepository {
  const { kysely } = database
  return {
    async readVersion() {
      const { version } = await kysely
        .selectFrom('api_key_version')
        .select('version')
        .executeTakeFirstOrThrow()
      return version
    },
    async readLive(now) {
      const { rows } = await sql<Row>`select ${columns} from api_key
        where revoked_at is null and (expires_at is null or expires_at > ${now})`.execute(kysely)
      return rows.map((row) => ({ digest: Buffer.from(row.digest, 'hex'), key: toKey(row) }))
    },
    async list() {
      const { rows } = await sql<Row>`select ${columns} from api_key
        order by api_key.created_at, prefix`.execute(kysely)
      return rows.map(toKey)
    },
    insert: ({ digest, key }, maxLive) =>
      database.transaction(async (transaction) => {
        // Whoever changes keys takes turns on this row, so that two cannot both be the last that fits.
        await sql`select version from api_key_version for update`.execute(transaction)
        const createdAt = new Date(key.createdAt)
        const { rows } = await sql<{ live: number }>`select count(*)::int as live from api_key
          where revoked_at is null and (expires_at is null or expires_at > ${createdAt})`.execute(transaction)
        if ((rows[0]?.live ?? 0) >= maxLive) return 'FULL'
        await transaction
          .insertInto('api_key')
          .values({
            prefix: key.prefix,
            digest: digest.toString('hex'),
            name: key.name,
            roles: [...key.roles],
            scopes: key.scopes === 'ALL' ? null : [...key.scopes],
            attributes: JSON.stringify(key.attributes),
            customer_system: key.customer?.system ?? null,
            customer_external_id: key.customer?.externalId ?? null,
            tenant: key.tenant,
            created_at: createdAt,
            expires_at: key.expiresAt === null ? null : new Date(key.expiresAt),
            revoked_at: null,
          })
          .execute()
        return 'INSERTED'
      }),
    async revoke(prefix, at) {
      const changed = await sql<Row>`update api_key set revoked_at = ${at}
        where prefix = ${prefix} and revoked_at is null returning ${columns}`.execute(kysely)
      if (changed.rows[0]) return { key: toKey(changed.rows[0]), wasRevoked: false }
      const found = await sql<Row>`select ${columns} from api_key where prefix = ${prefix}`.execute(kysely)
      return found.rows[0] ? { key: toKey(found.rows[0]), wasRevoked: true } : null
    },
  }
}

function toKey(row: Row): ApiKey {
  const { prefix, name, roles, scopes, attributes, tenant } = row
  const { customer_system: system, customer_external_id: externalId } = row
  const isCustomer = system !== null && externalId !== null
  return {
    prefix,
    name,
    roles,
    scopes: scopes ?? 'ALL',
    attributes,
    customer: isCustomer ? { system, externalId } : null,
    tenant,
    createdAt: toIso(row.created_ms),
    expiresAt: row.expires_ms === null ? null : toIso(row.expires_ms),
    revokedAt: row.revoked_ms === null ? null : toIso(row.revoked_ms),
  }
}

function toIso(ms: number): string {
  return new Date(ms).toISOString()
}
