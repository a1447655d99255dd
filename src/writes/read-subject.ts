import type { Condition, Decided, Grant } from '../auth/grant.ts'
import type { Call } from '../datasources/datasource.ts'
import { BadValue } from '../datasources/source-record.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { RecordNeed } from '../planner/plan.ts'
import { readingOf } from '../planner/reading-of.ts'
import { EntityHandle, linkAt, type LinkView } from '../reads/entity-handle.ts'
import type { RecordOutcome } from '../reads/outcome.ts'
import type { Caller } from '../reads/root-context.ts'
import { sourceKey, type Entity, type SystemName } from '../schema/catalog.ts'
import type { WriteParts } from './write-parts.ts'

/** An entity that a write is about, as it was just before. */
export interface Subject {
  entity: Entity
  id: string
  linkAt(system: SystemName): LinkView | undefined
  recordAt(system: SystemName, part: string | null): RecordOutcome | undefined
  /** Undefined: it could not be read, or does not convert. */
  valueOf(field: string): unknown
  /** Which conditions hold for it. @throws why one could not be decided */
  decided(): Decided
}

export interface SubjectRequest {
  entity: Entity
  id: string
  /** The records that are to be read, where the entity has them. */
  records: readonly { system: SystemName; part: string | null }[]
  conditions: readonly Condition[]
  /** To whom it shows at all; others get the answer that there is none. */
  visible: Grant
  caller: Caller
}

/**
 * Reads an entity by the one way that anything is read. A system that does not answer leaves its record out: whether that
 * matters, the caller decides.
 *
 * @throws GatewayError NOT_FOUND also for what this caller may not see
 */
export async function readSubject(
  parts: Pick<WriteParts, 'reads'>,
  request: SubjectRequest,
  call: Call,
): Promise<Subject> {
  const { entity, id, records, conditions, visible, caller } = request
  const needs = records.map((record): RecordNeed => ({ ...record, granted: 'ALWAYS', fields: [] }))
  const node = {
    entity: entity.name,
    needsId: true,
    needsLinks: true,
    needsPendingWrites: false,
    conditions,
    visible,
    ...readingOf(needs, []),
  }
  const args = { id }
  const step = {
    kind: 'lookup',
    field: 'subject',
    argumentsText: '',
    entity: entity.name,
    keys: ['id'],
    node,
  } as const
  const plan = { roots: [{ ...step, readArguments: () => args }], denied: [] }
  const reads = await parts.reads.read(plan, {}, caller, call)
  const outcome = reads.root(step.field)
  if (outcome?.kind === 'failed') throw outcome.failure.error
  const handle = outcome?.value
  if (!(handle instanceof EntityHandle))
    throw new GatewayError('NOT_FOUND', `There is no ${entity.name} with this id.`, { field: 'id' })
  return subjectOf(entity, handle, handle.id ?? id)
}

function subjectOf(entity: Entity, handle: EntityHandle, id: string): Subject {
  const recordAt = (system: SystemName, part: string | null) => handle.records.get(sourceKey(system, part))
  return {
    entity,
    id,
    linkAt: (system) => linkAt(handle, system),
    recordAt,
    valueOf(name) {
      const field = entity.fields.get(name)
      if (field?.kind !== 'value' && field?.kind !== 'reference') return undefined
      const record = recordAt(field.owner, field.part)
      const value = record?.kind === 'loaded' ? record.record.values[name] : undefined
      return value instanceof BadValue ? undefined : value
    },
    decided() {
      if (handle.undecided) throw handle.undecided.error
      return handle.decided
    },
  }
}
