import { errorCodes, type Disposition, type ErrorCode } from '../errors/codes.ts'
import { GatewayError, type ErrorDetails } from '../errors/gateway-error.ts'
import type { UpstreamName } from '../observability/upstream-event.ts'
import { valueAt } from './path.ts'

/**
 * Failures as data: a vendor lists rules over status, content type, headers, body and network errors; the first that
 * matches decides. What no rule covers falls to the HTTP defaults, so a vendor only states where it differs.
 */
export type FailureClass =
  | 'NOT_FOUND'
  | 'VALIDATION'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'EXPIRED'
  | 'AUTH'
  | 'FORBIDDEN'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'BAD_RESPONSE'
  | 'SCHEMA_DRIFT'

/** What the gateway does about a failure by itself. */
export type FailureDisposition = Disposition | 'reauthenticate'

/**
 * Whether what a call was to change may have been changed although it failed. NONE: certainly not; a lost answer, or one
 * that cannot be read, is UNKNOWN.
 */
export type Effect = 'NONE' | 'UNKNOWN'

/** A reply, or what came in its place, as rules see it. */
export interface FailureEvidence {
  /** Null when no reply came. */
  status: number | null
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  /** The body as its format reads it; undefined where there is none or it cannot be read. */
  body: unknown
  /** The error code of the connection or driver, e.g. `ECONNREFUSED`, or a database's SQLSTATE. */
  network: string | null
  /** The call did not reach the upstream; false unless told. */
  isUnsent?: boolean
}

export interface FailureRule {
  /** All that is named must hold. */
  when: {
    /** One status, or an inclusive range. */
    status?: number | readonly [from: number, to: number]
    contentType?: RegExp
    /** By name in lower case; a header that is missing is an empty text. */
    header?: Readonly<Record<string, RegExp>>
    /**
     * Over the body as its format reads it; undefined when it cannot be read. Or patterns of texts by path, e.g.
     * `error.code`. Or, of a format that gives whole texts, one pattern.
     */
    body?: ((body: unknown) => boolean) | RegExp | Readonly<Record<string, RegExp>>
    network?: RegExp
  }
  /** `null`: not a failure, although it looks like one (e.g. a 404 that means an empty list). */
  then: FailureClass | null
  /** Where it is not what the status says: see `effectOf`. */
  effect?: Effect
  /** The canonical field that the vendor complains about, where it says so. */
  field?: (body: unknown) => string | null
  /** Seconds to wait, where the vendor does not say so in `Retry-After`. */
  retryAfter?: (evidence: FailureEvidence) => number | undefined
}

const httpDefaults: readonly FailureRule[] = [
  // Nobody asked for a part; where the rest is, nobody says.
  { when: { status: 206 }, then: 'BAD_RESPONSE' },
  // Where there is nothing to sign in with anew, it is the same as AUTH.
  { when: { status: 401 }, then: 'EXPIRED' },
  { when: { status: 403 }, then: 'FORBIDDEN' },
  { when: { status: 404 }, then: 'NOT_FOUND' },
  { when: { status: 410 }, then: 'NOT_FOUND' },
  { when: { status: 408 }, then: 'TIMEOUT' },
  { when: { status: 409 }, then: 'CONFLICT' },
  { when: { status: 412 }, then: 'CONFLICT' },
  { when: { status: 421 }, then: 'UNAVAILABLE' },
  { when: { status: 425 }, then: 'UNAVAILABLE' },
  { when: { status: 429 }, then: 'RATE_LIMITED' },
  { when: { status: [400, 499] }, then: 'VALIDATION' },
  { when: { status: 501 }, then: 'BAD_RESPONSE' },
  { when: { status: 504 }, then: 'TIMEOUT' },
  { when: { status: [500, 599] }, then: 'UNAVAILABLE' },
  { when: { status: [300, 399] }, then: 'BAD_RESPONSE' },
  { when: { status: [600, 999] }, then: 'BAD_RESPONSE' },
  { when: { network: /^(UND_ERR_(HEADERS|BODY|CONNECT)_TIMEOUT|ETIMEDOUT|TimeoutError)$/ }, then: 'TIMEOUT' },
  // An HTTP parser's complaint: something answers, but not what was agreed.
  {
    when: { network: /^(HPE_\w+|HTTPParserError|UND_ERR_RES\w*|UND_ERR_HEADERS_OVERFLOW)$/ },
    then: 'BAD_RESPONSE',
  },
  { when: { network: /./ }, then: 'UNAVAILABLE' },
]

interface ClassMeaning {
  code: ErrorCode
  /** Completes "CRM (HubSpot CRM v3) ...". */
  text: string
  /** Where it is not that of the code. */
  disposition?: FailureDisposition
}

/** One row a class: what clients are told, and what the gateway does. */
const failureClasses: Readonly<Record<FailureClass, ClassMeaning>> = {
  NOT_FOUND: { code: 'NOT_FOUND', text: 'does not know the record' },
  VALIDATION: { code: 'BAD_USER_INPUT', text: 'refused the request as invalid' },
  CONFLICT: { code: 'CONFLICT', text: 'refused the request: it conflicts with what is stored there' },
  RATE_LIMITED: { code: 'RATE_LIMITED', text: 'takes no further calls for now: its rate limit is used up' },
  EXPIRED: {
    code: 'UPSTREAM_AUTH',
    text: 'does not accept the credentials of the gateway; check its configuration',
    disposition: 'reauthenticate',
  },
  AUTH: {
    code: 'UPSTREAM_AUTH',
    text: 'does not accept the credentials of the gateway; check its configuration',
  },
  FORBIDDEN: { code: 'UPSTREAM_AUTH', text: 'does not allow this to the account of the gateway' },
  UNAVAILABLE: { code: 'UPSTREAM_UNAVAILABLE', text: 'is not available' },
  TIMEOUT: {
    code: 'UPSTREAM_TIMEOUT',
    text: 'did not answer in time',
    // The time that it took was the caller's: not repeated while they wait.
    disposition: 'reject',
  },
  BAD_RESPONSE: { code: 'UPSTREAM_BAD_RESPONSE', text: 'sent a reply that could not be understood' },
  SCHEMA_DRIFT: { code: 'UPSTREAM_SCHEMA_DRIFT', text: 'no longer answers in the agreed shape' },
}

/** All classes. */
export const failureNames = Object.keys(failureClasses) as readonly FailureClass[]

/** A failure at an upstream. What decides what the gateway does is its class, not its code. */
export class UpstreamError extends GatewayError {
  readonly failure: FailureClass
  /** HTTP status of the reply; null when none came. */
  readonly status: number | null
  readonly effect: Effect

  constructor(
    upstream: UpstreamName,
    failure: FailureClass,
    details: ErrorDetails & { status?: number | null; effect?: Effect } = {},
    cause?: unknown,
  ) {
    const { status = null, effect = effectOf({ status }), ...shown } = details
    const { code, text } = failureClasses[failure]
    const message = `${upstream.system} (${upstream.vendor}) ${text}.`
    super(code, message, { system: upstream.system, ...shown }, cause)
    this.failure = failure
    this.status = status
    this.effect = effect
  }

  get disposition(): FailureDisposition {
    return failureClasses[this.failure].disposition ?? errorCodes[this.code].disposition
  }
}

/** The gateway did not make the call, for the upstream's sake: it says nothing new about the upstream. */
export class RefusedHereError extends UpstreamError {
  constructor(...[upstream, failure, details, cause]: ConstructorParameters<typeof UpstreamError>) {
    super(upstream, failure, { ...details, effect: 'NONE' }, cause)
  }
}

export function upstreamError(
  upstream: UpstreamName,
  failure: FailureClass,
  details: ConstructorParameters<typeof UpstreamError>[2] = {},
  cause?: unknown,
): UpstreamError {
  return new UpstreamError(upstream, failure, details, cause)
}

/** What a refusal by HTTP status leaves behind: 408 is no refusal, only an end of patience. */
function effectOf({ status, isUnsent }: Pick<FailureEvidence, 'status' | 'isUnsent'>): Effect {
  if (status === null) return isUnsent ? 'NONE' : 'UNKNOWN'
  return status >= 400 && status <= 499 && status !== 408 ? 'NONE' : 'UNKNOWN'
}

/** Codes with which the gateway refuses before it calls anybody. */
const refusalsHere: ReadonlySet<ErrorCode> = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'IDEMPOTENCY_MISMATCH',
])

/** Of what a write threw: false only when the system has certainly not applied it. */
export function mayHaveApplied(error: unknown): boolean {
  if (error instanceof UpstreamError) return error.effect === 'UNKNOWN'
  return !(error instanceof GatewayError && refusalsHere.has(error.code))
}

export interface Classified {
  failure: FailureClass
  effect: Effect
  field: string | null
  retryAfter: number | undefined
}

/** The failure that a reply, or the lack of one, is; null when it is a success. */
export function classifyFailure(rules: readonly FailureRule[], evidence: FailureEvidence): Classified | null {
  const isMatch = (rule: FailureRule): boolean => matches(rule, evidence)
  const rule = rules.find(isMatch) ?? httpDefaults.find(isMatch)
  if (!rule?.then) return null
  return {
    failure: rule.then,
    effect: rule.effect ?? effectOf(evidence),
    field: rule.field?.(evidence.body) ?? null,
    retryAfter: rule.retryAfter?.(evidence),
  }
}

function isStatus(status: number | null, wanted: number | readonly [from: number, to: number]): boolean {
  if (typeof wanted === 'number') return status === wanted
  return status !== null && status >= wanted[0] && status <= wanted[1]
}

function matches({ when }: FailureRule, { status, headers, body, network }: FailureEvidence): boolean {
  if (when.status !== undefined && !isStatus(status, when.status)) return false
  if (when.contentType && !when.contentType.test(headers['content-type'] ?? '')) return false
  if (when.header && !Object.entries(when.header).every(([name, text]) => text.test(headers[name] ?? '')))
    return false
  if (when.network && !(network !== null && when.network.test(network))) return false
  if (when.body === undefined) return true
  if (typeof when.body === 'function') return when.body(body)
  if (when.body instanceof RegExp) return typeof body === 'string' && when.body.test(body)
  return Object.entries(when.body).every(([path, text]) => {
    const value = valueAt(body, path.split('.'))
    return typeof value === 'string' && text.test(value)
  })
}
