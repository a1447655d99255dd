import { Reference } from '../datasources/source-record.ts'
import type { Entity } from '../schema/catalog.ts'
import { isRef, type Changes } from './read-changes.ts'
import type { Subject } from './read-subject.ts'
import type { WriteParts } from './write-parts.ts'

/** The customer that a new record is for. */
export function personIn({ self }: Entity, changes: Changes): string | null {
  const value = self === null ? null : changes.get(self)
  return isRef(value) ? value.id : null
}

/** The customer that a record belongs to, or is. */
export async function personOf(
  parts: Pick<WriteParts, 'crosswalk'>,
  subject: Subject,
): Promise<string | null> {
  const { entity, id } = subject
  if (entity.self === null || entity.self === 'id') return entity.self && id
  const value = subject.valueOf(entity.self)
  const field = entity.fields.get(entity.self)
  if (!(value instanceof Reference) || field?.kind !== 'reference') return null
  const { externalId } = value
  return (
    (await parts.crosswalk.findByExternalIds(value.entity, field.owner, [externalId])).get(externalId)?.id ??
    null
  )
}
