import type { AuditEntry } from '../audit/audit-trail.ts'
import type { Backlog } from '../observability/write-event.ts'
import type { SystemName } from '../schema/catalog.ts'
import type { NewStep, Step, StepReason, StepState, Write } from './write.ts'

/**
 * Writes in the store: the one place that knows the state machine of write.ts as rows. Every change is one transaction,
 * with its audit entries in it; the store never waits for an upstream.
 */
export interface WriteBook {
  /**
   * Puts a write down, with its key, its steps, and its audit entry. Steps at the head of their line, that wait for no
   * other, are leased to the caller at once (RUNNING), to be delivered inline. One round trip.
   *
   * @throws GatewayError STORE_UNAVAILABLE; CONFLICT, for one that is refused behind another; before anything happened
   */
  record(write: NewWrite): Promise<Recorded>
  /** The heads of lines that are due, leased to the caller; none is leased to another, or overtakes another of its line. */
  claim(limit: number, of?: ClaimScope): Promise<readonly ClaimedStep[]>
  /** The next step of a line, if it is due and of none of these systems. */
  claimNext(line: string, notOf: readonly string[]): Promise<ClaimedStep | null>
  /** Keeps leases for another while. Those that are no longer the caller's are left out of the answer. */
  renew(claimed: readonly ClaimedStep[]): Promise<readonly ClaimedStep[]>
  /**
   * What became of a leased step, with the links, steps and audit entries that follow from it, in one transaction. The step
   * as it then is; null when the lease was no longer the caller's: nothing was changed then.
   */
  settle(claimed: ClaimedStep, outcome: StepOutcome): Promise<Step | null>
  find(writeId: string): Promise<Write | null>
  /** What this principal has under a key already; null: nothing. */
  findKey(
    principal: string,
    mutation: string,
    key: string,
  ): Promise<{ writeId: string; fingerprint: string } | null>
  list(request: WriteListRequest): Promise<WritePage>
  /** Accepted and not applied yet, by system, of these entities: `sources { pendingWrites }`. */
  countPending(
    entity: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>>
  /** What is queued or stuck, by system; those with nothing are left out. */
  backlog(): Promise<readonly Backlog[]>
  /**
   * READY again, at once: steps that are DEAD, NEEDS_REVIEW, or wait. `values` replaces what they are to set. Of this, `cancel`
   * and `confirm`: what finds nothing to change is not audited.
   */
  retry(writeId: string, request: RetryRequest): Promise<Write | null>
  /** FAILED (CANCELLED): steps that have not been applied and are not RUNNING. */
  cancel(writeId: string, audit: AuditEntry): Promise<Write | null>
  /**
   * A person has found that the first step that NEEDS_REVIEW at this system was applied, by whatever record. It is due at
   * once, to be settled without a call: links, copies and what waits for it come as after any other.
   */
  confirm(writeId: string, request: ConfirmRequest): Promise<Write | null>
  /** Writes of this kind to the entity since then (ms since epoch). */
  countSince(mutation: string, entityId: string, since: number): Promise<number>
  /** Steps that wait for this system are due at once: it is back. */
  wakeSystem(system: string): Promise<void>
  /** Leases that ran out are taken back (`crashes` grows); what is past its `notAfter` expires. When there is work next, ms since epoch. */
  sweep(): Promise<{ nextAt: number | null }>
  /** All leases of others are void: at the start of a process that is alone with its store. */
  reclaimAll(): Promise<void>
  /** Told after each change that was committed, by this process or another. */
  onChange(listener: (writeId: string) => void): () => void
}

export interface NewWrite {
  id: string
  mutation: string
  /** What the audit calls it. */
  event: string
  principal: string
  client: string | null
  requestId: string
  entity: string
  entityId: string | null
  /** Whose personal values it carries; null: nobody's, or not known yet. */
  person: string | null
  /** Null: no key was given. */
  idempotency: { key: string; fingerprint: string } | null
  steps: readonly NewStep[]
  /** Where it does not wait behind a step of the same entity that only a person can move (DEAD, NEEDS_REVIEW): nowhere unless told. */
  refusedBehind?: readonly SystemName[]
  audit: AuditEntry
}

export type Recorded =
  | { kind: 'recorded'; write: Write; claimed: readonly ClaimedStep[] }
  /** The same principal, key and mutation field had this before, with the same arguments. */
  | { kind: 'repeated'; writeId: string }
  /** The same, with other arguments: IDEMPOTENCY_MISMATCH. */
  | { kind: 'mismatched' }

/** The most that a lease may last: a process that was killed is noticed by then. */
export const maxLeaseMs = 10_000

/** Which steps may be claimed; all, unless told. */
export interface ClaimScope {
  writeId?: string
  system?: string
  /** Systems that are down: their steps wait, so that an outage costs no attempts. */
  notOf?: readonly string[]
  /** Also a step at which so many processes ended that one more sets it aside; true unless told. */
  suspects?: boolean
}

/** A step that is leased to this process: nobody else delivers it meanwhile. */
export interface ClaimedStep {
  step: Step
  /** The lease: a number that no later lease of the step has. */
  lease: string
  /** Canonical id of what the write is about, as far as known by now. */
  writeEntityId: string | null
  mutation: string
  /** What the audit calls the mutation. */
  event: string
  principal: string
  client: string | null
  requestId: string
  /** Whose personal values it carries; null: nobody's, or not known yet. */
  person: string | null
  /** When the write was accepted, ms since epoch. */
  acceptedAt: number
  /** Free for a further step of the write. */
  nextOrdinal: number
}

export interface StepOutcome {
  state: Exclude<StepState, 'RUNNING'>
  reason: StepReason | null
  externalId: string | null
  version: string | null
  /** Whether the attempt may have reached the system. */
  wasAttempted: boolean
  /** READY alone: when to try again (ms since epoch), and whether it is known what became of the attempt. */
  retry?: { at: number; isInDoubt: boolean }
  /** The record that was created: its link is made in the same transaction; `entityId` is its canonical id. */
  created?: { entity: string; entityId: string; system: string; externalId: string }
  /** More steps of the same write, e.g. copies. */
  more?: readonly NewStep[]
  /** UNDO: the step of the same write that it has taken back, by ordinal; it becomes COMPENSATED. */
  takesBack?: number
  audit: readonly AuditEntry[]
}

export interface RetryRequest {
  /** Replaces what they are to set, by system (edit-and-retry). */
  values?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  audit: AuditEntry
}

export interface ConfirmRequest {
  system: string
  /** The record that it created; null: none, or it is known. */
  externalId: string | null
  audit: AuditEntry
}

export interface WriteFilter {
  /** Any of them. */
  states?: readonly StepState[]
  system?: string
  entity?: string
  entityId?: string
  principal?: string
  requestId?: string
  /** ms since epoch. */
  createdFrom?: number
  createdTo?: number
}

export interface WriteListRequest {
  filter: WriteFilter
  first: number
  /** A cursor of an earlier page. */
  after: string | null
}

/** Newest first. */
export interface WritePage {
  writes: readonly Write[]
  cursors: readonly string[]
  hasNextPage: boolean
}
