import type { Call } from './call.ts'
import type { SourceRecord } from './source-record.ts'
import type { NewRecord, RecordAction, RecordPatch, WriteProblem } from './writing.ts'

/**
 * What a vendor declares that can be changed in its records of one kind. What a field is in the vendor's form, the
 * mapping's `write` says; a mapped field without one is read only, unless the vendor's own code writes it (`ownFields`).
 *
 * An operation may take several calls. Should one fail after another may have changed something, the whole counts as in
 * doubt, whatever the last one said; so look first and change last, and leave what can be looked up to `findApplied`.
 */
export interface WriteCalls {
  /** Mapped fields that nobody can set, although the mapping could write them → why; and better reasons for those it cannot. */
  readOnly?: Readonly<Record<string, string>>
  /** Fields that `run` writes from the canonical values by itself; they are not in its `fields`. */
  ownFields?: { create?: readonly string[]; patch?: readonly string[] }
  /** Fields that are set once, with the record. */
  createOnly?: readonly string[]
  /** Beyond what the mapping can say of a single value; pure. */
  check?(kind: WriteKind, values: Values): WriteProblem | null
  create?: CreateCalls
  patch?: PatchCalls
  /** By the name that the SDL gives them, e.g. `cancel`. */
  actions?: Readonly<Record<string, ActionCalls>>
  /** Those that the vendor does not have → why. */
  unavailableActions?: Readonly<Record<string, string>>
  /** Takes back what `create` has made. What is gone already is no failure. */
  remove?(externalId: string, call: Call): Promise<void>
  /** Success may be answered and nothing changed. */
  needsReadBack?: boolean
}

export type WriteKind = 'create' | 'patch'
export type Values = Readonly<Record<string, unknown>>

/** Canonical values and, of those that the mapping writes, the vendor's form. */
export type WithFields<Request> = Request & { fields: Record<string, unknown> }

/** `raw`: the whole record as it is now, where the reply has it. */
export interface RawWritten {
  externalId: string
  raw?: unknown
}

export type RawFound = RawWritten | 'ABSENT' | 'UNKNOWN'

export interface CreateCalls {
  required?: readonly string[]
  run(record: WithFields<NewRecord>, call: Call): Promise<RawWritten>
  findApplied?(record: WithFields<NewRecord>, call: Call): Promise<RawFound>
  /** `reference` is sent as an idempotency key that the vendor honours. */
  honoursKey?: boolean
}

export interface PatchCalls {
  run(patch: WithFields<RecordPatch>, call: Call): Promise<RawWritten>
  /** The vendor itself refuses what is based on an old version; else `ifVersion` is always null. */
  isConditional: boolean
}

export interface ActionCalls {
  run(action: RecordAction, call: Call): Promise<RawWritten>
  isDone?(record: SourceRecord, args: RecordAction['args']): boolean
  findApplied?(action: RecordAction, call: Call): Promise<RawFound>
  honoursKey?: boolean
  isIrreversible?: boolean
  /** The argument that names a record which becomes part of this one. */
  absorbs?: string
}
