import type { Database } from '../store/database.ts'
import { hashEntry, type HashedEntry } from './hash-entry.ts'

/** A place in the chain. */
export interface AuditMark {
  /** From 1; 0 is before the first. */
  position: number
  /** SHA-256, in hex. */
  hash: string
}

export interface AuditVerification {
  /** Sealed entries that are in their place as they were. */
  entries: number
  /** Appended, and not sealed yet. */
  unsealed: number
  /** The last entry that retention removed. */
  anchor: AuditMark
  /** The last entry sealed. To be written down elsewhere: whoever can change the whole store can make a whole new chain. */
  head: AuditMark
  /** Null: the chain is whole. */
  firstBad: { position: number; problem: string } | null
  /** Whether `knownHead` is in the chain; null when none was given. */
  hasKnownHead: boolean | null
}

export interface VerifyOptions {
  /** Hash of an earlier head. */
  knownHead?: string
  /** How many entries are in memory at once. */
  batchSize?: number
}

/** Walks the chain from its anchor to its head. @throws GatewayError STORE_UNAVAILABLE */
export async function verifyAudit(
  database: Database,
  { knownHead, batchSize = 500 }: VerifyOptions = {},
): Promise<AuditVerification> {
  for (;;) {
    const { anchor, head } = await readChain(database)
    const walk = await walkChain(database, anchor, head, knownHead, batchSize)
    // Retention went on meanwhile: what looked removed was.
    if (walk.firstBad && (await readChain(database)).anchor.position !== anchor.position) continue
    const { unsealed, strayPosition } = await lookBeside(database)
    const stray = strayPosition === null ? null : { position: strayPosition, problem: 'is not in the chain' }
    const firstBad = walk.firstBad ?? stray
    const hasKnownHead = knownHead === undefined ? null : walk.hasKnownHead || knownHead === anchor.hash
    return { entries: walk.entries, unsealed, anchor, head, firstBad, hasKnownHead }
  }
}

type Walk = Pick<AuditVerification, 'entries' | 'firstBad'> & { hasKnownHead: boolean }

type SealedRow = HashedEntry & { position: string; previous_hash: string; hash: string }

async function walkChain(
  database: Database,
  anchor: AuditMark,
  head: AuditMark,
  knownHead: string | undefined,
  batchSize: number,
): Promise<Walk> {
  let { position, hash } = anchor
  let hasKnownHead = false
  const stop = (at: number, problem: string): Walk => ({
    entries: position - anchor.position,
    firstBad: { position: at, problem },
    hasKnownHead,
  })
  while (position < head.position) {
    const rows = await readBatch(database, position, head.position, batchSize)
    for (const row of rows) {
      const expected = position + 1
      if (Number(row.position) !== expected) return stop(expected, 'is missing')
      if (row.previous_hash !== hash) return stop(expected, 'does not follow the one before it')
      if (hashEntry(row, expected, hash) !== row.hash) return stop(expected, 'was changed')
      position = expected
      hash = row.hash
      hasKnownHead ||= hash === knownHead
    }
    if (rows.length === 0) return stop(position + 1, 'is missing')
  }
  if (hash !== head.hash) return stop(position, 'is not the one that was sealed last')
  return { entries: position - anchor.position, firstBad: null, hasKnownHead }
}

async function readBatch(
  database: Database,
  after: number,
  last: number,
  limit: number,
): Promise<readonly SealedRow[]> {
  const rows = await database.query(
    `select position, previous_hash, hash, seq::text, event, (extract(epoch from at) * 1000)::int8::text as at_ms,
      principal, client, request_id, write_id, entity, entity_id, system, facts::text as facts,
      key_id::text, encode(ciphertext, 'hex') as ciphertext
    from audit_entry where position > $1 and position <= $2 order by position limit $3`,
    [after, last, limit],
  )
  // The columns are this statement's own.
  return rows as unknown as SealedRow[]
}

async function readChain(database: Database): Promise<{ anchor: AuditMark; head: AuditMark }> {
  const chain = await database.kysely.selectFrom('audit_chain').selectAll().executeTakeFirstOrThrow()
  return {
    anchor: { position: Number(chain.anchor_position), hash: chain.anchor_hash },
    head: { position: Number(chain.head_position), hash: chain.head_hash },
  }
}

/** What waits to be sealed, and the first entry that says it is sealed at a place which the chain does not have. */
async function lookBeside(database: Database): Promise<{ unsealed: number; strayPosition: number | null }> {
  const [row] = await database.query(
    `select (select count(*) from audit_entry where hash is null)::int as unsealed,
      (select min(position) from audit_entry, audit_chain
        where position > head_position or position <= anchor_position)::float8 as stray`,
    [],
  )
  return { unsealed: Number(row?.unsealed), strayPosition: (row?.stray ?? null) as number | null }
}
