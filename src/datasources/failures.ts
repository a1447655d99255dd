import { GatewayError, type ErrorDetails } from '../errors/gateway-error.ts'
import type { ErrorCode } from '../errors/codes.ts'
import type { UpstreamName } from './call.ts'
import type { UpstreamResponse } from './transport/upstream-request.ts'

/**
 * Failures as data: a vendor lists rules over status, content type and body; the first that matches decides.
 * What no rule covers falls to the HTTP defaults, so a vendor only states where it differs.
 */
export type FailureClass =
  | 'NOT_FOUND'
  | 'VALIDATION'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'AUTH'
  | 'FORBIDDEN'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'BAD_RESPONSE'
  | 'SCHEMA_DRIFT'

export interface FailureRule {
  when: {
    /** One status, or an inclusive range. */
    status?: number | readonly [from: number, to: number]
    contentType?: RegExp
    /** Over the parsed JSON body; undefined when the body is no JSON. */
    body?: (body: unknown) => boolean
  }
  /** `null`: not a failure, although it looks like one (e.g. a 404 that means an empty list). */
  then: FailureClass | null
  /** The canonical field that the vendor complains about, where it says so. */
  field?: (body: unknown) => string | null
}

const httpDefaults: readonly FailureRule[] = [
  { when: { status: 401 }, then: 'AUTH' },
  { when: { status: 403 }, then: 'FORBIDDEN' },
  { when: { status: 404 }, then: 'NOT_FOUND' },
  { when: { status: 410 }, then: 'NOT_FOUND' },
  { when: { status: 408 }, then: 'TIMEOUT' },
  { when: { status: 409 }, then: 'CONFLICT' },
  { when: { status: 412 }, then: 'CONFLICT' },
  { when: { status: 429 }, then: 'RATE_LIMITED' },
  { when: { status: [400, 499] }, then: 'VALIDATION' },
  { when: { status: 504 }, then: 'TIMEOUT' },
  { when: { status: [500, 599] }, then: 'UNAVAILABLE' },
  { when: { status: [300, 399] }, then: 'BAD_RESPONSE' },
]

interface ClassMeaning {
  code: ErrorCode
  /** Completes "CRM (HubSpot CRM v3) ...". */
  text: string
}

const meanings: Readonly<Record<FailureClass, ClassMeaning>> = {
  NOT_FOUND: { code: 'NOT_FOUND', text: 'does not know the record' },
  VALIDATION: { code: 'BAD_USER_INPUT', text: 'refused the request as invalid' },
  CONFLICT: { code: 'CONFLICT', text: 'has a newer version of the record' },
  RATE_LIMITED: { code: 'RATE_LIMITED', text: 'refuses further calls for now: its rate limit is used up' },
  AUTH: {
    code: 'UPSTREAM_AUTH',
    text: 'does not accept the credentials of the gateway; check its configuration',
  },
  FORBIDDEN: { code: 'UPSTREAM_AUTH', text: 'does not allow this to the account of the gateway' },
  UNAVAILABLE: { code: 'UPSTREAM_UNAVAILABLE', text: 'is not available' },
  TIMEOUT: { code: 'UPSTREAM_TIMEOUT', text: 'did not answer in time' },
  BAD_RESPONSE: { code: 'UPSTREAM_BAD_RESPONSE', text: 'sent a reply that could not be understood' },
  SCHEMA_DRIFT: { code: 'UPSTREAM_SCHEMA_DRIFT', text: 'no longer answers in the agreed shape' },
}

export function upstreamError(
  upstream: UpstreamName,
  failure: FailureClass,
  details: ErrorDetails = {},
  cause?: unknown,
): GatewayError {
  const { code, text } = meanings[failure]
  const message = `${upstream.system} (${upstream.vendor}) ${text}.`
  return new GatewayError(code, message, { system: upstream.system, ...details }, cause)
}

/** The failure that a reply is, or null when it is a success. */
export function classifyReply(
  rules: readonly FailureRule[],
  response: UpstreamResponse,
  body: unknown,
): { failure: FailureClass; field: string | null } | null {
  const rule =
    rules.find((candidate) => matches(candidate, response, body)) ??
    httpDefaults.find((candidate) => matches(candidate, response, body))
  if (!rule?.then) return null
  return { failure: rule.then, field: rule.field?.(body) ?? null }
}

function matches(rule: FailureRule, response: UpstreamResponse, body: unknown): boolean {
  const { status, contentType, body: test } = rule.when
  if (status !== undefined) {
    const [from, to] = typeof status === 'number' ? [status, status] : status
    if (response.status < from || response.status > to) return false
  }
  if (contentType && !contentType.test(response.headers['content-type'] ?? '')) return false
  return test === undefined || test(body)
}
