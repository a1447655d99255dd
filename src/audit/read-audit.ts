import { sql } from 'kysely'
import type { Database } from '../store/database.ts'
import type { AuditEntry } from './audit-trail.ts'
import { decryptFields, type AuditFields } from './encrypt-fields.ts'

/** All that are given have to hold. */
export interface AuditFilter {
  /** ms since epoch; inclusive. */
  since?: number | undefined
  /** ms since epoch; exclusive. */
  until?: number | undefined
  event?: string | undefined
  principal?: string | undefined
  writeId?: string | undefined
  entity?: string | undefined
  entityId?: string | undefined
  system?: string | undefined
}

export interface AuditListRequest {
  filter: AuditFilter
  first: number
  /** A cursor of an earlier page. */
  after: string | null
}

export interface StoredAuditEntry extends Omit<AuditEntry, 'person' | 'fields'> {
  /** Grows with every entry. */
  id: string
  /** Place in the chain; null until it is sealed. */
  position: number | null
  values: AuditValues
}

/** ERASED: their key is destroyed. UNREADABLE: they were changed, which a verification finds too. */
export type AuditValues = { state: 'NONE' | 'ERASED' | 'UNREADABLE' } | { state: 'KEPT'; fields: AuditFields }

/** Newest first. */
export interface AuditPage {
  entries: readonly StoredAuditEntry[]
  cursors: readonly string[]
  hasNextPage: boolean
}

interface Row {
  seq: string
  position: string | null
  event: string
  at_ms: number
  principal: string | null
  client: string | null
  request_id: string | null
  write_id: string | null
  entity: string | null
  entity_id: string | null
  system: string | null
  facts: Record<string, unknown>
  ciphertext: Uint8Array | null
  key: Uint8Array | null
}

/** Entries with their values in the clear: whoever shows them decides what of it. @throws GatewayError STORE_UNAVAILABLE */
export async function readAudit(database: Database, request: AuditListRequest): Promise<AuditPage> {
  const { filter, first, after } = request
  const before = after !== null && /^\d{1,18}$/.test(after) ? after : null
  const conditions = [
    sql`true`,
    ...(before === null ? [] : [sql`seq < ${before}::bigint`]),
    ...(filter.since === undefined ? [] : [sql`at >= ${new Date(filter.since)}`]),
    ...(filter.until === undefined ? [] : [sql`at < ${new Date(filter.until)}`]),
    ...Object.entries(columns).flatMap(([name, column]) => {
      const value = filter[name as keyof typeof columns]
      return value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`]
    }),
  ]
  const { rows } =
    await sql<Row>`select seq, position, event, (extract(epoch from at) * 1000)::float8 as at_ms,
      principal, client, request_id, audit_entry.write_id, entity, entity_id, system, facts, ciphertext, key
    from audit_entry left join audit_key on audit_key.id = key_id
    where ${sql.join(conditions, sql` and `)}
    order by seq desc
    limit ${first + 1}`.execute(database.kysely)
  const page = rows.slice(0, first)
  return {
    entries: page.map(toEntry),
    cursors: page.map(({ seq }) => seq),
    hasNextPage: rows.length > first,
  }
}

/** Of the filter's members that are compared as they are. */
const columns = {
  event: 'event',
  principal: 'principal',
  writeId: 'audit_entry.write_id',
  entity: 'entity',
  entityId: 'entity_id',
  system: 'system',
} as const

function toEntry(row: Row): StoredAuditEntry {
  const { seq, position, at_ms: at, request_id: requestId, write_id: writeId, entity_id: entityId } = row
  const { event, principal, client, entity, system, facts, ciphertext, key } = row
  return {
    id: seq,
    position: position === null ? null : Number(position),
    ...{ event, at, principal, client, requestId, writeId, entity, entityId, system, facts },
    values: readValues(ciphertext, key),
  }
}

function readValues(ciphertext: Uint8Array | null, key: Uint8Array | null): AuditValues {
  if (!ciphertext) return { state: 'NONE' }
  if (!key) return { state: 'ERASED' }
  try {
    return { state: 'KEPT', fields: decryptFields(ciphertext, key) }
  } catch {
    return { state: 'UNREADABLE' }
  }
}
