import { createHash } from 'node:crypto'

/** What is hashed of an entry, in this order, as PostgreSQL's text: `at` in ms since epoch, the ciphertext in hex. */
export const hashedColumns = [
  'seq',
  'event',
  'at_ms',
  'principal',
  'client',
  'request_id',
  'write_id',
  'entity',
  'entity_id',
  'system',
  'facts',
  'key_id',
  'ciphertext',
] as const

export type HashedEntry = Readonly<Record<(typeof hashedColumns)[number], string | null>>

/**
 * The hash, in hex, of an entry at its place in the chain; what `seal_audit_entries` of 0004-audit computes, said again,
 * so that a verification believes nothing of the database but the rows.
 */
export function hashEntry(entry: HashedEntry, position: number, previousHash: string): string {
  const values = [previousHash, String(position), ...hashedColumns.map((column) => entry[column])]
  const texts = ['headwater audit 1', ...values].map((value) =>
    value === null ? '-' : `${Buffer.byteLength(value)}:${value}`,
  )
  return createHash('sha256').update(texts.join('')).digest('hex')
}
