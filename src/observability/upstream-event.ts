/** Names the upstream in messages and events: its role and vendor, never its host. */
export interface UpstreamName {
  system: string
  vendor: string
}

/** One attempt at an upstream, as it ended. */
export interface CallEvent extends UpstreamName {
  type: 'CALL'
  operation: string
  requestId: string
  /** `OK`; `ABORTED`: its request ended; `EXPIRED`: it is sent again with new credentials; or the error code. */
  outcome: string
  /** HTTP status; null where no reply came, or where the upstream does not speak HTTP. */
  status: number | null
  /** The vendor's own id of the call, for a support case. */
  upstreamRequestId?: string
  /** On the clock of `performance.now()`, ms. */
  startedAt: number
  durationMs: number
}

export type CallListener = (event: CallEvent) => void

export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN'

/** What happened at an upstream, for whoever listens: logs, metrics, health, alerts. Mechanisms tell; they do not log. */
export type UpstreamEvent =
  | CallEvent
  /** An attempt failed and is repeated. */
  | (UpstreamName & { type: 'RETRY'; operation: string; requestId: string; code: string })
  /** `connection`: which one, of a system that has several. */
  | (UpstreamName & { type: 'BREAKER'; connection: string; state: BreakerState })
  /** A call had to wait for the quota, or was refused because it would have had to wait too long. */
  | (UpstreamName & { type: 'RATE_LIMIT'; operation: string; outcome: 'WAITED' | 'REFUSED'; waitMs: number })
  /** The upstream refused a call for its rate limit; nothing of that `quota`, of `general` nothing at all, is sent for `pauseMs`. */
  | (UpstreamName & { type: 'QUOTA_EXCEEDED'; quota: string; pauseMs: number })
  /** A token or session was obtained or refused. `expiresAt`: epoch ms of the one that is used; null: until refused. */
  | (UpstreamName & { type: 'SIGN_IN'; outcome: 'OK'; expiresAt: number | null })
  | (UpstreamName & {
      type: 'SIGN_IN'
      outcome: 'FAILED'
      expiresAt: number | null
      /** What failed, by class and by error code; `status` is HTTP's, null where no reply came. */
      failure: string
      code: string
      status: number | null
      upstreamRequestId?: string
    })
  /** A mapped path is missing or has another type than agreed. */
  | (UpstreamName & {
      type: 'DRIFT'
      entity: string
      field: string
      path: string
      problem: 'MISSING' | 'TYPE'
    })

export type UpstreamListener = (event: UpstreamEvent) => void

/** An event before its upstream is named: what a mechanism knows. */
export type Untold<Event extends UpstreamEvent> = Event extends unknown
  ? Omit<Event, keyof UpstreamName>
  : never
