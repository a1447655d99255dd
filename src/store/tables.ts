import type { ColumnType, Generated } from 'kysely'

/** Our tables as TypeScript sees them; made by the migrations. Time stamps are PostgreSQL's text. */
export interface Tables {
  migration: MigrationTable
  link: LinkTable
  alias: AliasTable
  identity_review: IdentityReviewTable
  link_history: LinkHistoryTable
  link_refusal: LinkRefusalTable
  api_key: ApiKeyTable
  api_key_version: ApiKeyVersionTable
  write: WriteTable
  idempotency: IdempotencyTable
  write_step: WriteStepTable
  audit_entry: AuditEntryTable
  audit_key: AuditKeyTable
  audit_chain: AuditChainTable
}

type Timestamp = ColumnType<string, string | Date, string | Date>

interface MigrationTable {
  name: string
  checksum: string
  applied_at: Generated<string>
}

/** One system's record of an entity, or that it has none, or that a person decides. */
interface LinkTable {
  entity: string
  id: string
  system: string
  /** Null unless LINKED. */
  external_id: string | null
  state: 'LINKED' | 'ABSENT' | 'AMBIGUOUS'
  matched_by: string | null
  /** Null unless LINKED. */
  origin: 'MINTED' | 'MATCHED' | 'EXPLICIT' | null
  /** Null unless ABSENT. */
  absent_until: ColumnType<string | null, Date | string | null>
  created_at: Timestamp
  updated_at: Timestamp
}

/** An id that was once an entity's own, and the one that is now. Never points at another alias. */
interface AliasTable {
  entity: string
  alias: string
  id: string
  /** The id that it was merged into, which may be an alias itself by now; null: an older version did it. */
  merged_into: ColumnType<string | null, string, string>
  created_at: Timestamp
}

interface IdentityReviewTable {
  /** Grows with every review and every change of its candidates: the order of the list, and its cursor. */
  seq: Generated<string>
  entity: string
  id: string
  system: string
  matched_by: string
  candidates: string[]
  reason: string
  /** DUPLICATE: the system has two records of the entity, and one of them is linked. */
  kind: Generated<'AMBIGUOUS' | 'DUPLICATE'>
  seen_at: Timestamp
}

/** Links that were and no longer are. */
interface LinkHistoryTable {
  seq: Generated<string>
  entity: string
  id: string
  system: string
  external_id: string
  origin: string
  matched_by: string | null
  ending: LinkEnding
  /** Where the record went, for MERGED, MOVED and UNMERGED. */
  moved_to: string | null
  linked_at: Timestamp
  ended_at: Timestamp
  /** When the merge that ended it was taken back. */
  undone_at: ColumnType<string | null, null, Date | null>
}

/**
 * GONE: the system no longer has it. MERGED: its identity became another's alias; DUPLICATE: so it did, and that one has
 * another record of the system. UNMERGED: that was taken back. MOVED, REPLACED, UNLINKED: a person said so.
 */
export type LinkEnding = 'GONE' | 'MERGED' | 'DUPLICATE' | 'UNMERGED' | 'MOVED' | 'REPLACED' | 'UNLINKED'

/** A person said that this record is not of this entity: no match links it. Under an alias it holds for the valid id. */
interface LinkRefusalTable {
  entity: string
  id: string
  system: string
  external_id: string
  refused_at: Timestamp
}

/** A key of a machine. The key itself is nowhere: `digest` is the SHA-256 of it, in hex. */
interface ApiKeyTable {
  prefix: string
  digest: string
  name: string
  roles: string[]
  /** Null: not bound to scopes. */
  scopes: string[] | null
  attributes: ColumnType<Record<string, string[] | 'ALL'>, string, string>
  /** Null, as the external id, unless the caller is a customer. */
  customer_system: string | null
  customer_external_id: string | null
  tenant: string
  created_at: Timestamp
  expires_at: ColumnType<string | null, Date | null, Date | null>
  revoked_at: ColumnType<string | null, Date | null, Date | null>
}

/** One row; every statement that changes `api_key` raises its number. */
interface ApiKeyVersionTable {
  only_row: Generated<boolean>
  version: ColumnType<string, never, never>
}

/** One mutation that was accepted: see src/writes/write.ts. */
interface WriteTable {
  id: string
  /** Grows: the order of the list, and its cursor. */
  seq: Generated<string>
  mutation: string
  /** What the audit calls it. */
  event: string
  principal: string
  client: string | null
  request_id: string
  entity: string
  entity_id: string | null
  /** Whose personal values it carries. */
  person: string | null
  created_at: Timestamp
}

/** What a client's key stands for, until it expires. */
interface IdempotencyTable {
  principal: string
  key: string
  mutation: string
  fingerprint: string
  write_id: string
  expires_at: Timestamp
}

/** The outbox and the receipts at once: a row for each change at a system. */
interface WriteStepTable {
  id: Generated<string>
  write_id: string
  ordinal: number
  after_ordinal: number | null
  kind: string
  action: string | null
  system: string
  part: string | null
  entity: string
  entity_id: string | null
  new_values: ColumnType<Record<string, unknown>, string, string>
  old_values: ColumnType<Record<string, unknown> | null, string | null, string | null>
  if_version: string | null
  when_down: 'QUEUE' | 'REJECT'
  not_after: Timestamp | null
  line: string
  state: string
  attempts: Generated<number>
  is_in_doubt: Generated<boolean>
  crashes: Generated<number>
  external_id: string | null
  version: string | null
  reason: ColumnType<Record<string, unknown> | null, string | null, string | null>
  /** Null unless READY. */
  next_attempt_at: Timestamp | null
  /** Raised by each lease: who has a lower number has it no longer. */
  lease: Generated<string>
  /** Null unless RUNNING. */
  leased_until: Timestamp | null
  at: Timestamp
}

/** What was done, and what was refused. Nothing of it is written but by append-audit.ts and the functions of 0004-audit. */
interface AuditEntryTable {
  seq: Generated<string>
  event: string
  at: Timestamp
  /** Null: nobody, or it was not known. */
  principal: string | null
  client: string | null
  request_id: string | null
  write_id: string | null
  entity: string | null
  entity_id: string | null
  system: string | null
  /** Read as text, which is what the hash is over. */
  facts: ColumnType<Record<string, unknown>, string, never>
  /** Null, as the ciphertext, where there are no values. */
  key_id: string | null
  ciphertext: Uint8Array | null
  /** Null, as the hashes, until it is sealed: its place in the chain, from 1. */
  position: ColumnType<string | null, never, never>
  previous_hash: ColumnType<string | null, never, never>
  hash: ColumnType<string | null, never, never>
}

/** What the values of one person in one append are encrypted under. */
interface AuditKeyTable {
  id: string
  /** Canonical id of the customer; null: not known yet, or nobody. */
  person: string | null
  write_id: string | null
  /** Null: destroyed. */
  key: Uint8Array | null
  created_at: Timestamp
  destroyed_at: ColumnType<string | null, never, never>
}

/** One row: the last entry that was removed, and the last that was sealed. */
interface AuditChainTable {
  only_row: Generated<boolean>
  anchor_position: ColumnType<string, never, never>
  anchor_hash: ColumnType<string, never, never>
  head_position: ColumnType<string, never, never>
  head_hash: ColumnType<string, never, never>
}
