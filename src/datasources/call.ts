/** Names the upstream in messages and events: its role and vendor, never its host. */
export interface UpstreamName {
  system: string
  vendor: string
}

/** One attempt at an upstream, as it ended. */
export interface CallEvent extends UpstreamName {
  operation: string
  requestId: string
  /** HTTP status as text, or the error code when no reply came. */
  outcome: string
  /** On the clock of `performance.now()`, ms. */
  startedAt: number
  durationMs: number
}

export type CallListener = (event: CallEvent) => void

/** What every upstream call carries. */
export interface Call {
  /** Aborted when the request's budget ends or the client goes away. */
  signal: AbortSignal
  requestId: string
  /** The request's own listener, beside the gateway's: what it was answered by. */
  onCall?: CallListener
}
