import { sql } from 'kysely'
import type { ClaimedStep } from '../writes/write-book.ts'
import type { Step, StepKind, StepReason, StepState } from '../writes/write.ts'

/** A row of `write_step`, as `stepColumns` reads it. */
export interface StepRow {
  id: string
  write_id: string
  ordinal: number
  after_ordinal: number | null
  kind: StepKind
  action: string | null
  system: string
  part: string | null
  entity: string
  entity_id: string | null
  new_values: Record<string, unknown>
  old_values: Record<string, unknown> | null
  if_version: string | null
  when_down: 'QUEUE' | 'REJECT'
  not_after_ms: number | null
  line: string
  state: StepState
  attempts: number
  is_in_doubt: boolean
  crashes: number
  external_id: string | null
  version: string | null
  reason: StepReason | null
  next_attempt_ms: number | null
  lease: string
  at_ms: number
}

/** Of a table or query that is called `s`. As JSON (`to_json`) it is the same row, for what int8 is stays text. */
export const stepColumnList = `s.id::text as id, s.write_id, s.ordinal, s.after_ordinal, s.kind, s.action, s.system, s.part, s.entity, s.entity_id,
  s.new_values, s.old_values, s.if_version, s.when_down, ${inMs('s.not_after')} as not_after_ms, s.line, s.state,
  s.attempts, s.is_in_doubt, s.crashes, s.external_id, s.version, s.reason,
  ${inMs('s.next_attempt_at')} as next_attempt_ms, s.lease::text as lease, ${inMs('s.at')} as at_ms`
export const stepColumns = sql.raw(stepColumnList)

/** States that hold back what comes after them in their line, as SQL. */
export const openList = `('READY', 'RUNNING', 'DEAD', 'NEEDS_REVIEW')`
export const openStates = sql.raw(openList)

/** How SQL gives a time stamp as ms since epoch. */
export function inMs(expression: string): string {
  return `round(extract(epoch from ${expression}) * 1000)::float8`
}

export function stepOf(row: StepRow): Step {
  return {
    id: row.id,
    writeId: row.write_id,
    ordinal: row.ordinal,
    after: row.after_ordinal,
    kind: row.kind,
    action: row.action,
    system: row.system,
    part: row.part,
    entity: row.entity,
    entityId: row.entity_id,
    values: row.new_values,
    before: row.old_values,
    ifVersion: row.if_version,
    whenDown: row.when_down,
    notAfter: row.not_after_ms,
    line: row.line,
    state: row.state,
    attempts: row.attempts,
    isInDoubt: row.is_in_doubt,
    crashes: row.crashes,
    externalId: row.external_id,
    version: row.version,
    reason: row.reason,
    nextAttemptAt: row.next_attempt_ms,
    at: row.at_ms,
  }
}

/** What a lease needs of the step's write. */
export interface OwningWrite {
  mutation: string
  event: string
  principal: string
  client: string | null
  request_id: string
  write_entity_id: string | null
  person: string | null
  accepted_ms: number
  next_ordinal: number
}

/** Of a step that is called `s`, with its write `w`. */
export const owningColumns =
  sql.raw(`w.mutation, w.event, w.principal, w.client, w.request_id, w.entity_id as write_entity_id, w.person,
  ${inMs('w.created_at')} as accepted_ms,
  (select max(o.ordinal) + 1 from write_step o where o.write_id = s.write_id) as next_ordinal`)

export function claimedOf(row: StepRow, write: OwningWrite): ClaimedStep {
  return {
    step: stepOf(row),
    lease: row.lease,
    writeEntityId: write.write_entity_id,
    mutation: write.mutation,
    event: write.event,
    principal: write.principal,
    client: write.client,
    requestId: write.request_id,
    person: write.person,
    acceptedAt: write.accepted_ms,
    nextOrdinal: write.next_ordinal,
  }
}
