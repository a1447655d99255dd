/**
 * What a simulated vendor is to the sandbox: named operations over a state of named record types. The kit
 * (server.ts) gives every simulator routing, counters, faults, persistence and the /__sandbox control routes.
 */

export interface SimulatorRequest {
  method: string
  /** Path without the query string, still percent-encoded. */
  path: string
  /** Captures of the operation's path pattern, percent-decoded. */
  params: Record<string, string>
  query: URLSearchParams
  headers: Record<string, string>
  /** Raw body text; parse it in the operation, so that a bad body is the vendor's own error. */
  body: string
}

export interface SimulatorReply {
  status: number
  headers?: Record<string, string>
  /** Sent as JSON unless it is a string; undefined sends no body. */
  body?: unknown
}

export interface Operation {
  /** The vendor's own operation name where it has one (e.g. getProfilesByIds): the name for faults and counters. */
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Matches the percent-encoded path; named groups become params. */
  path: RegExp
  /** Whether it may change records, so that the state is saved after it; by default every method but GET does. */
  writes?: boolean
  handle(request: SimulatorRequest): SimulatorReply | Promise<SimulatorReply>
}

/** A refusal that every operation shares (credentials, required headers, quotas), asked before the operation runs. */
export type Gate = (request: SimulatorRequest, operation: Operation) => SimulatorReply | null

export interface Simulator {
  name: string
  gates: readonly Gate[]
  operations: readonly Operation[]
  /** What an unknown path gets: the vendor's own 404 body. */
  notFound(request: SimulatorRequest): SimulatorReply
  /** The vendor's own reply to too many requests (fault kind `rateLimit`). */
  rateLimited(): SimulatorReply
  /** The vendor's own error body under any status (fault kind `status`). */
  failure(status: number): SimulatorReply
  /** Makes every issued token invalid (fault kind `expireToken`). */
  expireTokens(): void
  /** Record types and their current records: GET /__sandbox/records/<type>, and what is persisted. */
  records: Record<string, Map<string, unknown>>
  /**
   * Whether a reference that a client writes with a record is kept and can be searched by; absent where the vendor has
   * none. Switched off, it stands for a vendor at which nobody can look up what became of a lost answer.
   */
  references?: { isKept: boolean }
  /** Called after `records` were refilled from a state file: rebuild what is derived from them (indexes, next ids). */
  recordsLoaded?(): void
}
