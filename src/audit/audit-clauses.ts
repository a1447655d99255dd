import { randomBytes, randomUUID } from 'node:crypto'
import type { AuditEntry } from './audit-trail.ts'
import { encryptFields } from './encrypt-fields.ts'

/**
 * Clauses of a `with` that put audit entries down, in their order, with whatever else that statement does. They take three
 * parameters, from `$first` on: `auditParameters`.
 *
 * @param condition what must hold, as SQL; nothing is put down otherwise
 */
export function auditClauses(first: number, condition = 'true'): string {
  const [keys, persons, entries] = [`$${first}`, `$${first + 1}`, `$${first + 2}`]
  return `new_key as (
    insert into audit_key (id, person, write_id, key, created_at)
    select id, person, write_id, decode(key, 'base64'), to_timestamp(at_ms / 1000.0)
    from json_to_recordset(${keys}::json) as given (id uuid, person text, write_id text, key text, at_ms float8)
    where ${condition}
  ),
  adopted as (
    update audit_key set person = given.person
    from json_to_recordset(${persons}::json) as given (write_id text, person text)
    where audit_key.write_id = given.write_id and audit_key.person is null and ${condition}
  ),
  entry as (
    insert into audit_entry (event, at, principal, client, request_id, write_id, entity, entity_id, system, facts,
      key_id, ciphertext)
    select event, to_timestamp(at_ms / 1000.0), principal, client, request_id, write_id, entity, entity_id, system,
      facts::json, key_id, decode(ciphertext, 'base64')
    from json_to_recordset(${entries}::json)
      as given (place int, event text, at_ms float8, principal text, client text, request_id text, write_id text,
        entity text, entity_id text, system text, facts text, key_id uuid, ciphertext text)
    where ${condition}
    order by place
  )`
}

/**
 * Each person's values are under a key made here and stored beside, so that no key is looked up, and none that was
 * destroyed is ever used again.
 *
 * @throws TypeError for values that are neither a person's nor a write's
 */
export function auditParameters(
  entries: readonly AuditEntry[],
): readonly [keys: string, persons: string, entries: string] {
  const persons = personsOf(entries)
  const keys = new Map<string, StoredKey>()
  const rows = entries.map((entry, index) => {
    const key = entry.fields && keyFor(entry, persons, keys)
    const ciphertext = entry.fields && key && encryptFields(entry.fields, key.bytes).toString('base64')
    return { ...toRow(entry, index), key_id: key?.id ?? null, ciphertext }
  })
  const newKeys = [...keys.values()].map(({ bytes, ...key }) => ({ ...key, key: bytes.toString('base64') }))
  const adopters = [...persons].map(([write_id, person]) => ({ write_id, person }))
  return [JSON.stringify(newKeys), JSON.stringify(adopters), JSON.stringify(rows)]
}

interface StoredKey {
  id: string
  person: string | null
  write_id: string | null
  at_ms: number
  bytes: Buffer
}

/** Of each write, whom it turned out to be about. */
function personsOf(entries: readonly AuditEntry[]): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap(({ writeId, person }) =>
      writeId === null || person === null ? [] : [[writeId, person] as const],
    ),
  )
}

function keyFor(
  { event, at, writeId, person: given }: AuditEntry,
  persons: ReadonlyMap<string, string>,
  keys: Map<string, StoredKey>,
): StoredKey {
  const person = given ?? persons.get(writeId ?? '') ?? null
  if (person === null && writeId === null)
    throw new TypeError(
      `${event}: values in the audit trail need the person, or the write, that they belong to`,
    )
  const owner = JSON.stringify([person, writeId])
  const key = keys.get(owner) ?? {
    id: randomUUID(),
    person,
    write_id: writeId,
    at_ms: at,
    bytes: randomBytes(32),
  }
  keys.set(owner, key)
  return key
}

function toRow(entry: AuditEntry, place: number): Record<string, unknown> {
  const { event, at, principal, client, requestId, writeId, entity, entityId, system, facts } = entry
  return {
    place,
    event,
    at_ms: at,
    principal,
    client,
    request_id: requestId,
    write_id: writeId,
    entity,
    entity_id: entityId,
    system,
    facts: JSON.stringify(facts),
  }
}
