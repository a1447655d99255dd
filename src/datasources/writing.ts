import type { Call } from './call.ts'
import type { SourceRecord } from './source-record.ts'

/**
 * The port between the write engine and a vendor: what can be changed in records of one kind, and what is certain about
 * it afterwards. The engine never branches on a vendor or a system. Built by adapt-writing.ts from the vendor's declaration.
 *
 * Every operation throws what calls throw (UpstreamError). Its `effect` says whether the system may have applied it all
 * the same: a lost answer is the usual case, not an exotic one.
 */
export interface RecordWriting {
  /** Canonical fields that a patch can set. */
  readonly patchable: ReadonlySet<string>
  /** Canonical fields that a new record can be given. */
  readonly creatable: ReadonlySet<string>
  /** Mapped fields that the vendor does not let anybody set, with the reason. */
  readonly readOnly: ReadonlyMap<string, string>
  /**
   * What would be refused of these canonical values before any call is made: a field that cannot be set, one that is
   * missing, a value that the system cannot hold. Pure; references may be anything. `create` and `patch` refuse the same.
   */
  validate(kind: 'create' | 'patch', values: Readonly<Record<string, unknown>>): WriteProblem | null
  /** Whether a record shows these values, whatever their spelling: after an attempt in doubt, and for reading back. Pure. */
  holds(values: Readonly<Record<string, unknown>>, record: SourceRecord): boolean
  readonly create: CreateOperation | null
  readonly patch: PatchOperation | null
  /** By the name that the SDL gives them, e.g. `cancel`. */
  readonly actions: ReadonlyMap<string, ActionOperation>
  /** Actions that the vendor does not have, with the reason. */
  readonly unavailableActions: ReadonlyMap<string, string>
  /** Takes a record back that a write has just created; null where the vendor cannot. Of what is gone already it says nothing. */
  readonly remove: ((externalId: string, call: Call) => Promise<void>) | null
  /** The vendor may answer success and change nothing: what was written is read again and compared. */
  readonly needsReadBack: boolean
}

/** What is wrong with a value, and of which canonical field: both safe to be shown. */
export interface WriteProblem {
  field: string
  message: string
}

/** What is the same in every attempt of one write. */
export interface WriteAttempt {
  /** Unique over all writes, at most 32 of `[a-z0-9-]`: for a vendor's idempotency key, or as a natural reference. */
  reference: string
}

export interface NewRecord extends WriteAttempt {
  /** Canonical values; references are external ids in this system. */
  values: Readonly<Record<string, unknown>>
}

export interface RecordPatch extends WriteAttempt {
  externalId: string
  /** Canonical values: an absent field stays as it is, null clears it. */
  values: Readonly<Record<string, unknown>>
  /** The version that the record must still have; null: whichever. A vendor that is not conditional does not get it. */
  ifVersion: string | null
}

export interface RecordAction extends WriteAttempt {
  externalId: string
  /** The mutation's own arguments, canonical; references are external ids in this system. */
  args: Readonly<Record<string, unknown>>
}

/** What the system said about a write that it applied. */
export interface Written {
  externalId: string
  /** The record as it is now, where the reply says so. */
  record: SourceRecord | null
}

export interface CreateOperation {
  /** Canonical fields without which the vendor refuses. */
  readonly required: ReadonlySet<string>
  run(record: NewRecord, call: Call): Promise<Written>
  /** Whether an earlier attempt was applied: by the key or reference that it carried. Null: nobody can say. */
  readonly findApplied: ((record: NewRecord, call: Call) => Promise<Found>) | null
  /** The vendor honours the reference as an idempotency key: the same attempt may be sent again at any time. */
  readonly honoursKey: boolean
}

/** Sets values as they are to be, so that a repetition has the same effect; whether one was applied, the record says. */
export interface PatchOperation {
  run(patch: RecordPatch, call: Call): Promise<Written>
  /** The vendor itself refuses a patch whose version is no longer the record's (CONFLICT). */
  readonly isConditional: boolean
}

export interface ActionOperation {
  run(action: RecordAction, call: Call): Promise<Written>
  /** Whether the record shows that it was done; null where it cannot show it. */
  readonly isDone: ((record: SourceRecord, args: RecordAction['args']) => boolean) | null
  /** Whether an earlier attempt was applied, where a record cannot show it (a stock adjustment). */
  readonly findApplied: ((action: RecordAction, call: Call) => Promise<Found>) | null
  readonly honoursKey: boolean
  /** What is done cannot be undone (a merge of contacts): the caller has to confirm it. */
  readonly isIrreversible: boolean
  /** The argument that names a record which becomes part of this one, so that two are one; null: it does no such thing. */
  readonly absorbs: string | null
}

/** The earlier attempt's result; ABSENT: certainly not applied; UNKNOWN: the vendor could not tell. */
export type Found = Written | 'ABSENT' | 'UNKNOWN'
