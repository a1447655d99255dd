import type { FailureClass, FailureEvidence, FailureRule } from '../failures.ts'
import { findField } from '../find-field.ts'
import { valueAt, type Mapping } from '../mapping.ts'

/**
 * HubSpot's error body is {status, message, errors: [{message, in, code, context}], category, correlationId}, every
 * member of which its documentation calls optional. A refused write names the property in `errors`, or only within
 * `message`, which then holds JSON or prose. Statuses 423 (record locked), 477 (account being moved) and 524 (its
 * proxy's time-out) are its own. Source: HubSpot's error handling guide; shapes of its API client.
 */
export function hubspotFailures(mapping: Mapping): readonly FailureRule[] {
  const field = (body: unknown) => fieldOf(mapping, body)
  return [
    { when: { status: 429 }, then: 'RATE_LIMITED', retryAfter: secondsOfPolicy },
    // Told by the body alone where the status is another.
    { when: { status: [400, 499], body: isRateLimit }, then: 'RATE_LIMITED', retryAfter: secondsOfPolicy },
    { when: { status: 401, body: { category: /^EXPIRED_AUTHENTICATION$/ } }, then: 'EXPIRED' },
    // An unknown or withdrawn token: nothing that the gateway could renew.
    { when: { status: 401 }, then: 'AUTH' },
    // The portal lacks a property that the mapping or a filter names: a matter of configuration, not of the caller.
    { when: { status: 400, body: namesUnknownProperty }, then: 'SCHEMA_DRIFT', field },
    { when: { status: 400 }, then: 'VALIDATION', field },
    // An e-mail address belongs to one contact only; the message tells whose it is, and is not passed on.
    { when: { status: 409 }, then: 'CONFLICT', field: (body) => (isTaken(body) ? 'email' : field(body)) },
    // Any other 404 is a path that this portal or API version does not have.
    { when: { status: 404, body: { category: /^OBJECT_NOT_FOUND$/ } }, then: 'NOT_FOUND' },
    { when: { status: 404 }, then: 'BAD_RESPONSE' },
    // The gateway's own mistake, not the caller's: a method, media type or size that HubSpot does not take.
    { when: { status: [405, 406] }, then: 'BAD_RESPONSE' },
    { when: { status: [413, 415] }, then: 'BAD_RESPONSE' },
    { when: { status: 423 }, then: 'UNAVAILABLE' },
    { when: { status: 477 }, then: 'UNAVAILABLE' },
    { when: { status: 524 }, then: 'TIMEOUT' },
  ]
}

/** HubSpot's id of a call, where the reply has it in the body only. */
export function hubspotRequestId(body: unknown): string | undefined {
  return textAt(body, 'correlationId') || undefined
}

/** What an error of single inputs within a 207 means; null where it says that there is no such record. */
export function batchFailure(category: string | null): FailureClass | null {
  if (category === 'OBJECT_NOT_FOUND') return null
  return failureByCategory.get(category) ?? 'UNAVAILABLE'
}

const failureByCategory: ReadonlyMap<string | null, FailureClass> = new Map([
  ['VALIDATION_ERROR', 'VALIDATION'],
  ['CONFLICT', 'CONFLICT'],
  ['RATE_LIMITS', 'RATE_LIMITED'],
  ['MISSING_SCOPES', 'FORBIDDEN'],
  ['INVALID_AUTHENTICATION', 'AUTH'],
  ['EXPIRED_AUTHENTICATION', 'EXPIRED'],
])

/** The canonical field whose property the error is about. */
function fieldOf(mapping: Mapping, body: unknown): string | null {
  for (const property of propertiesNamed(body)) {
    const field = findField([mapping], ([holder, name]) => holder === 'properties' && name === property)
    if (field !== null) return field
  }
  return null
}

function propertiesNamed(body: unknown): string[] {
  const named = errorsOf(body).flatMap((error) => [
    valueAt(error, ['in']),
    ...[valueAt(error, ['context', 'propertyName'])].flat(),
  ])
  const message = textAt(body, 'message')
  const inMessage = [...message.matchAll(/"name"\s*:\s*"(\w+)"|property "?'?(\w+)/gi)]
  return [...named, ...inMessage.flatMap(([, inJson, inProse]) => [inJson, inProse])].filter(
    (name) => typeof name === 'string',
  )
}

function namesUnknownProperty(body: unknown): boolean {
  // Told by a code, or, in searches, by the wording alone.
  const isUnknown = (error: unknown) =>
    textAt(error, 'code') === 'PROPERTY_DOESNT_EXIST' ||
    /property .* does not exist/i.test(textAt(error, 'message'))
  return errorsOf(body).some(isUnknown) || textAt(body, 'message').includes('PROPERTY_DOESNT_EXIST')
}

function isRateLimit(body: unknown): boolean {
  return textAt(body, 'errorType') === 'RATE_LIMIT' || textAt(body, 'category') === 'RATE_LIMITS'
}

/**
 * HubSpot sends no `Retry-After`: how long its limit lasts, the policy's name says, or, without one, the message ("your
 * secondly limit"). A day's end may be far: as long as the gateway is ever kept away.
 */
function secondsOfPolicy({ body }: FailureEvidence): number | undefined {
  const policy = textAt(body, 'policyName') || textAt(body, 'message')
  if (/ten_secondly/i.test(policy)) return 10
  if (/secondly/i.test(policy)) return 1
  return /daily/i.test(policy) ? 120 : undefined
}

function isTaken(body: unknown): boolean {
  return /already exists/i.test(textAt(body, 'message'))
}

function errorsOf(body: unknown): readonly unknown[] {
  const errors = valueAt(body, ['errors'])
  return Array.isArray(errors) ? errors : []
}

function textAt(body: unknown, member: string): string {
  const value = valueAt(body, [member])
  return typeof value === 'string' ? value : ''
}
