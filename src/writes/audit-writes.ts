import type { AuditEntry } from '../audit/audit-trail.ts'
import type { ClaimedStep, NewWrite, StepOutcome } from './write-book.ts'
import type { WriteParts } from './write-parts.ts'
import type { NewStep, Step } from './write.ts'

/** What was asked for, before anything is done. */
export function auditIntent(
  { now }: Pick<WriteParts, 'now'>,
  event: string,
  write: Omit<NewWrite, 'audit'>,
): AuditEntry {
  const { id, principal, client, requestId, entity, entityId, person, steps } = write
  return {
    event,
    at: now(),
    ...{ principal, client, requestId, writeId: id, entity, entityId, person },
    system: null,
    facts: { mutation: write.mutation, systems: [...new Set(steps.map(({ system }) => system))] },
    fields: fieldsOf(steps),
  }
}

/** What became of one step. While it waits, nothing has: a thousand attempts at a system that is down are one entry. */
export function auditOutcome(
  { catalog, now }: Pick<WriteParts, 'catalog' | 'now'>,
  claimed: ClaimedStep,
  { state, reason, externalId, created: made }: Omit<StepOutcome, 'audit'>,
): AuditEntry[] {
  if (state === 'READY') return []
  // Who was created is the one whom the values of the intent are about.
  const isPerson = catalog.entities.get(claimed.step.entity)?.self === 'id'
  const created = isPerson ? (made?.entityId ?? null) : null
  const entry = outcomeEntry(claimed, { at: now(), state, reason, externalId })
  return [{ ...entry, entityId: made?.entityId ?? entry.entityId, person: claimed.person ?? created }]
}

/** What became of a step, whoever settled it. */
export function outcomeEntry(
  { step, event, principal, client, requestId, writeEntityId, person }: ClaimedStep,
  { at, state, reason, externalId }: Pick<Step, 'at' | 'state' | 'reason' | 'externalId'>,
): AuditEntry {
  const { kind, action, system, entity, writeId } = step
  const { code = null, upstreamRequestId = null } = reason ?? {}
  return {
    event: `${event}.outcome`,
    at,
    ...{ principal, client, requestId, writeId, entity, person, system },
    entityId: step.entityId ?? writeEntityId,
    facts: { kind, action, outcome: state, code, externalId, upstreamRequestId },
    fields: null,
  }
}

function fieldsOf(steps: readonly NewStep[]): AuditEntry['fields'] {
  const fields = steps.flatMap(({ values, before }) =>
    Object.entries(values).map(([name, after]) => [name, { before: before?.[name] ?? null, after }] as const),
  )
  return fields.length > 0 ? Object.fromEntries(fields) : null
}
