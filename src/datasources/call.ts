import type { CallListener } from '../observability/upstream-event.ts'
import type { Mapping } from './mapping.ts'
import type { SourceRecord } from './source-record.ts'

/** What every upstream call carries. */
export interface Call {
  /** Aborted when the request's budget ends or the client goes away. */
  signal: AbortSignal
  /** When the budget ends, on the clock of `performance.now()`; undefined where nobody waits. */
  deadlineAt?: number
  requestId: string
  /** The systems are asked, whatever is held of them. */
  isFresh?: true
  /** The request's own listener, beside the gateway's: what it was answered by. */
  onCall?: CallListener
  /** Told of each call that has, or may have, changed something at its upstream. */
  onEffect?: () => void
  /** Told how far the upstream's clock is ahead of ours at least, in ms (see `clockLeadMs`). */
  onClock?: (leadMs: number) => void
  /** Told of each record that is read, as it came and as it was understood. */
  onRecord?: (read: RecordRead) => void
}

export interface RecordRead {
  mapping: Mapping
  raw: unknown
  /** Null: it has no usable id, and failed as a whole. */
  record: SourceRecord | null
}

/** How long the caller still waits. */
export function timeLeftMs(call: Call): number {
  return call.deadlineAt === undefined ? Number.POSITIVE_INFINITY : call.deadlineAt - performance.now()
}
