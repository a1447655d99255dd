import type { FailureRule } from '../failures.ts'
import { jsonBody } from './request-body.ts'
import type { UpstreamRequest } from './upstream-request.ts'

export interface JsonRpcCall {
  method: string
  params: readonly unknown[] | Readonly<Record<string, unknown>>
  /** READ unless told: what changes something is never repeated. */
  effect?: UpstreamRequest['effect']
  /** For logs; the method unless told. */
  operation?: string
  /** `/` unless told. */
  path?: string
  /** 2.0 unless told; servers of 1.0 may refuse its member `jsonrpc`. */
  version?: '1.0' | '2.0'
}

/** One call of a method. Its `id` is always the same: a connection has one call at a time, and HTTP tells replies apart. */
export function jsonRpcRequest(call: JsonRpcCall): UpstreamRequest {
  const { method, params, effect = 'READ', operation = method, path = '/', version = '2.0' } = call
  const body = { ...(version === '2.0' && { jsonrpc: version }), id: 1, method, params }
  return { operation, effect, method: 'POST', path, ...jsonBody(body) }
}

/**
 * What the protocol itself says of a failure, in a reply of any status; a vendor's own codes go before. Whether a method that
 * failed had changed something, only its vendor knows: what was never run is certain.
 */
export const jsonRpcFailures: readonly FailureRule[] = [
  { when: { body: (body) => codeOf(body) === -32601 }, then: 'SCHEMA_DRIFT', effect: 'NONE' },
  { when: { body: (body) => [-32700, -32600].includes(codeOf(body)) }, then: 'BAD_RESPONSE', effect: 'NONE' },
  { when: { body: (body) => codeOf(body) === -32602 }, then: 'VALIDATION', effect: 'NONE' },
  { when: { body: hasError }, then: 'BAD_RESPONSE' },
]

function errorOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'error' in body ? (body.error ?? undefined) : undefined
}

function hasError(body: unknown): boolean {
  return errorOf(body) !== undefined
}

function codeOf(body: unknown): number {
  const error = errorOf(body)
  return typeof error === 'object' && error !== null && 'code' in error ? Number(error.code) : Number.NaN
}
