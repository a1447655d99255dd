import type { Call } from '../call.ts'
import type { FailureRule } from '../failures.ts'

/** What the concerns of calls know of one, whatever the protocol. */
export interface Operation {
  /** The vendor's operation name, for counters, logs and traces. */
  operation: string
  /** Whether it changes something. Only what does not is repeated. */
  effect: 'READ' | 'WRITE'
  /** Which of the vendor's quotas it counts for; its general one unless told. */
  quota?: string
}

/** One HTTP request to an upstream, before authentication. */
export interface UpstreamRequest extends Operation {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below the base URL, each variable segment encoded by the caller (`encodeURIComponent`). */
  path: string
  /** Repeated keys are given as arrays; undefined values are left out. */
  query?: Readonly<Record<string, string | readonly string[] | undefined>>
  headers?: Readonly<Record<string, string>>
  body?: string
  /** Failure rules of this operation, before those of the vendor. */
  failures?: readonly FailureRule[]
  /** Asked when it is refused as expired: whether it is sent again then, with new credentials. */
  mayRenew?: () => boolean
}

export interface UpstreamResponse {
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: string
  /** The body as its format reads it; undefined where it cannot be read. */
  data: unknown
}

/** The one shape of every concern: a wrapper takes the next function and returns its own. It fails by rejecting, and never throws. */
export type Next<Request extends Operation, Reply> = (request: Request, call: Call) => Promise<Reply>

/** A concern of HTTP alone. */
export type Send = Next<UpstreamRequest, UpstreamResponse>
export type Wrapper = (next: Send) => Send

/** A concern that goes for every protocol. */
export type Guard = <Request extends Operation, Reply>(next: Next<Request, Reply>) => Next<Request, Reply>
