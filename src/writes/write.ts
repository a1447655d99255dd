import type { SystemName } from '../schema/catalog.ts'

/**
 * A write is one mutation that was accepted: an intent, and a step for each change at a system. The rows of
 * `write_step` are the outbox and the receipts at once: there is one state machine, and it is in the store.
 *
 *     READY ⇄ RUNNING → APPLIED → COMPENSATED
 *                     → REJECTED       the system, or a rule, refused it for good
 *                     → FAILED         not applied, and will not be: down under REJECT, cancelled, expired, predecessor failed
 *                     → DEAD           gave up; a person retries or cancels
 *                     → NEEDS_REVIEW   nobody can say whether it was applied; a person decides
 *
 * READY and RUNNING are shown as QUEUED, DEAD as FAILED. READY, RUNNING, DEAD and NEEDS_REVIEW hold back what comes after
 * them in their line.
 */
export const stepStates = [
  'READY',
  'RUNNING',
  'APPLIED',
  'REJECTED',
  'FAILED',
  'DEAD',
  'NEEDS_REVIEW',
  'COMPENSATED',
] as const
export type StepState = (typeof stepStates)[number]

/** COPY: a value that its owner has confirmed is written to another system. UNDO: takes an applied step back. */
export type StepKind = 'CREATE' | 'PATCH' | 'ACTION' | 'COPY' | 'UNDO'

/** Another entity, by canonical id, where values refer to one: it becomes an external id when the step is delivered. */
export interface EntityRef {
  $entity: string
  id: string
}

/** One change at one system, as it is put in the outbox. JSON, but for the personal values in it, is all that it holds. */
export interface NewStep {
  /** Place in its write, from 0. */
  ordinal: number
  /** The step of the same write that has to be APPLIED first; null: none. */
  after: number | null
  kind: StepKind
  /** Name of the owner's operation, for ACTION; else null. */
  action: string | null
  system: SystemName
  part: string | null
  entity: string
  /** Canonical id; null: what the write creates, whose id is not known before. */
  entityId: string | null
  /** Values to set, or an action's arguments; canonical, with EntityRefs. */
  values: Readonly<Record<string, unknown>>
  /** What the record held before, of the same fields, as far as it was known; for the audit and for taking it back. */
  before: Readonly<Record<string, unknown>> | null
  ifVersion: string | null
  /** What is to happen while the system is down. */
  whenDown: 'QUEUE' | 'REJECT'
  /** ms since epoch after which it is no longer to be done; null: never too late. */
  notAfter: number | null
}

export interface Step extends NewStep {
  /** Grows: the order in a line. */
  id: string
  writeId: string
  /** What is kept in order: `CRM/Customer/<id>`; of its own for what is being created. */
  line: string
  state: StepState
  /** Attempts that may have reached the system. */
  attempts: number
  /** The last attempt's outcome is not known: it is looked up before another one. */
  isInDoubt: boolean
  /** Processes that ended while they were at it, since the last attempt that came to an end. */
  crashes: number
  /** External id of the record at the system, once known. */
  externalId: string | null
  /** The record's version after it was applied, where the vendor has one. */
  version: string | null
  reason: StepReason | null
  /** ms since epoch; null unless READY. */
  nextAttemptAt: number | null
  /** When its state became what it is; ms since epoch. */
  at: number
}

/** Why a step is what it is: safe to be shown. */
export interface StepReason {
  /**
   * An error code, or CANCELLED, EXPIRED, PRECEDING (the step before it was not applied), CRASHED, UNVERIFIED, CONFIRMED (a
   * person has found that it was applied).
   */
  code: string
  message: string
  /** The canonical field that the system complains about. */
  field?: string
  /** The vendor's own id of the call. */
  upstreamRequestId?: string
  /** When no answer was waited for any longer (ms since epoch): the system may still be at it. */
  givenUpAt?: number
  /** CONFLICT: what the record holds in the place of what was to be set, by canonical field. */
  theirs?: Readonly<Record<string, unknown>>
}

export interface Write {
  id: string
  mutation: string
  /** Who asked for it. */
  principal: string
  requestId: string
  entity: string
  /** Canonical id; null until what it creates is there. */
  entityId: string | null
  /** ms since epoch. */
  createdAt: number
  steps: readonly Step[]
}

export const receiptStatuses = [
  'QUEUED',
  'NEEDS_REVIEW',
  'FAILED',
  'APPLIED',
  'REJECTED',
  'COMPENSATED',
] as const
export type ReceiptStatus = (typeof receiptStatuses)[number]

export function receiptStatusOf(state: StepState): ReceiptStatus {
  switch (state) {
    case 'READY':
    case 'RUNNING':
      return 'QUEUED'
    case 'DEAD':
      return 'FAILED'
    case 'APPLIED':
    case 'REJECTED':
    case 'FAILED':
    case 'NEEDS_REVIEW':
    case 'COMPENSATED':
      return state
  }
}

/** Whether nothing more happens to it by itself. */
export function isSettled(state: StepState): boolean {
  return state !== 'READY' && state !== 'RUNNING'
}
