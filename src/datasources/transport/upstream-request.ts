import type { Call } from '../datasource.ts'

/** One HTTP request to an upstream, before authentication. */
export interface UpstreamRequest {
  /** The vendor's operation name, for counters, logs and traces. */
  operation: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below the base URL, each variable segment encoded by the caller (`encodeURIComponent`). */
  path: string
  /** Repeated keys are given as arrays; undefined values are left out. */
  query?: Readonly<Record<string, string | readonly string[] | undefined>>
  headers?: Readonly<Record<string, string>>
  body?: string
}

export interface UpstreamResponse {
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: string
}

/** The one shape of every transport concern: a wrapper takes the next `Send` and returns its own. */
export type Send = (request: UpstreamRequest, call: Call) => Promise<UpstreamResponse>
export type Wrapper = (next: Send) => Send
