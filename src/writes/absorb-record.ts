import type { AuditEntry } from '../audit/audit-trail.ts'
import type { Call } from '../datasources/datasource.ts'
import { externalIdIn, type RecordLocator } from './locate-record.ts'
import { isRef } from './read-changes.ts'
import { writingOf } from './route-by-owner.ts'
import type { ClaimedStep } from './write-book.ts'
import type { WriteParts } from './write-parts.ts'
import type { Step } from './write.ts'

/** Canonical id of the entity that a step makes part of its own; null: of none. */
export function absorbedId(parts: Pick<WriteParts, 'datasources'>, step: Step): string | null {
  if (step.kind !== 'ACTION' || step.action === null) return null
  const { entity, system, part } = step
  const name = writingOf(parts, entity, system, part).actions.get(step.action)?.absorbs ?? null
  const ref = name === null ? null : step.values[name]
  return isRef(ref) ? ref.id : null
}

/**
 * Whether the system has two records that are to become one. Where it has one, or they are one already, there is nothing
 * to be done there, and the rest is the crosswalk's.
 *
 * @throws GatewayError where that cannot be said
 */
export async function hasBothRecords(
  locator: RecordLocator,
  { entity, entityId, system }: Step,
  absorbed: string,
  call: Call,
): Promise<boolean> {
  const kept = await locator.linkOf(entity, entityId ?? '', system, call)
  const other = await locator.linkOf(entity, absorbed, system, call)
  if (kept.state === 'ABSENT' || other.state === 'ABSENT') return false
  return externalIdIn(kept, entity, system) !== externalIdIn(other, entity, system)
}

/**
 * Two entities whose records are one are one. The system says which record it is now; that the other's is gone leaves no
 * question. May be done again, should the process end before the step is settled.
 *
 * @param externalId of the record that they are at the step's system; null: it has not changed there
 */
export async function mergeIdentities(
  { crosswalk, now }: Pick<WriteParts, 'crosswalk' | 'now'>,
  claimed: ClaimedStep,
  absorbed: string,
  externalId: string | null,
): Promise<void> {
  const { entity, entityId, system } = claimed.step
  if (entityId === null) return
  const known = await crosswalk.findByIds(entity, [entityId, absorbed])
  if (known.get(entityId)?.id !== known.get(absorbed)?.id)
    await crosswalk.merge(entity, entityId, absorbed, [
      auditIdentity(claimed, now(), 'identity.merged', { absorbed }),
    ])
  if (externalId === null) return
  const key = { system, externalId }
  await crosswalk.linkExplicitly(entity, entityId, key, [
    auditIdentity(claimed, now(), 'identity.linked', { externalId }),
  ])
}

function auditIdentity(
  { step, principal, client, requestId }: ClaimedStep,
  at: number,
  event: string,
  facts: Readonly<Record<string, string>>,
): AuditEntry {
  const { entity, entityId, system, writeId } = step
  const who = { principal, client, requestId, writeId, person: null }
  return { event, at, ...who, entity, entityId, system, facts, fields: null }
}
