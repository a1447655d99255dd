import { createHash } from 'node:crypto'

/** Ours for ever: another one would give every entity another id. */
const namespace = Buffer.from('b6d6c0a45f0e4f0f9d4f6a2c1f7e8a31', 'hex')

/**
 * The canonical id (UUIDv5, RFC 9562) that any replica gives the first record seen of an entity. `generation` is
 * above 0 only where that id already stands for something else.
 */
export function canonicalId(entity: string, system: string, externalId: string, generation = 0): string {
  const name = JSON.stringify([entity, system, externalId, ...(generation > 0 ? [generation] : [])])
  const hash = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16)
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** How a record's entity is named: by an id of the gateway's, or by the record's own where that is the same everywhere. */
export function firstIdOf(
  record: { entity: string; system: string; externalId: string },
  { isShared, generation = 0 }: { isShared: boolean; generation?: number },
): string {
  const { entity, system, externalId } = record
  return isShared && generation === 0 ? externalId : canonicalId(entity, system, externalId, generation)
}

/** Whether the store can hold this id: PostgreSQL knows no NUL, and its indexes no long text. No vendor's id is either. */
export function isStorableId(id: string): boolean {
  return id !== '' && id.length <= 512 && id.isWellFormed() && !id.includes('\0')
}
