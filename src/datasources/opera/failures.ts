import type { FailureRule } from '../failures.ts'
import { findField } from '../find-field.ts'
import { valueAt, type Mapping } from '../mapping.ts'

/** Above 50 calls a second OPERA delays, above 100 it refuses: both limits are of the second, and it names no time. */
const overLimit = { when: { status: 429 }, then: 'RATE_LIMITED', retryAfter: () => 1 } as const

/**
 * Where OPERA differs from the HTTP defaults. Its error body carries `o:errorCode`, `o:errorPath` and `o:errorDetails`, of
 * which only type and title are required (the vendor's API description); 401, 403 and 405 to 415 have none. Codes as seen
 * in public integration reports; statuses and bodies also from the vendor's page on common HTTP errors.
 */
export function operaFailures(mappings: readonly Mapping[]): readonly FailureRule[] {
  const field = (body: unknown) => fieldOf(mappings, body)
  return [
    overLimit,
    // Nothing found is a 204 there; nothing at all in another success says nothing.
    {
      when: { status: [200, 203], body: (body) => typeof body !== 'object' || body === null },
      then: 'BAD_RESPONSE',
    },
    { when: { status: [400, 404], body: code('OPERAWS-CRM00073') }, then: 'NOT_FOUND' },
    // A hotel that the account may not see is told in the body; without one, the token is suspect as with 401.
    { when: { status: 403, body: (body) => body === undefined }, then: 'EXPIRED' },
    // A path that this environment does not have, or not at this address: never a record.
    { when: { status: 404, body: (body) => !isProblem(body) }, then: 'BAD_RESPONSE' },
    // A property that this version does not know, or a call that it does not have yet.
    { when: { status: 400, body: code('OPERAWS-GEN01242') }, then: 'SCHEMA_DRIFT', field },
    {
      when: { status: 400, body: { detail: /not supported for the current database/i } },
      then: 'SCHEMA_DRIFT',
    },
    {
      when: { status: 400, body: { title: /not supported for the current database/i } },
      then: 'SCHEMA_DRIFT',
    },
    // The gateway's own mistake, not the caller's: no hotel, or a method, media type or size that OPERA does not take.
    { when: { status: 400, body: code('OPERAWS-GEN01245') }, then: 'BAD_RESPONSE' },
    { when: { status: [405, 406] }, then: 'BAD_RESPONSE' },
    { when: { status: [413, 415] }, then: 'BAD_RESPONSE' },
    // Somebody else was faster: the caller may well ask again, for another room or stay.
    {
      when: { status: 400, body: { detail: /\b(no rooms|not available|sold out)\b/i } },
      then: 'CONFLICT',
      field: () => 'roomType',
    },
    { when: { status: 400 }, then: 'VALIDATION', field },
    { when: { status: 409 }, then: 'CONFLICT', field },
  ]
}

/** At the token endpoint, beside what OAuth says. */
export const tokenFailures: readonly FailureRule[] = [overLimit]

function code(wanted: string): (body: unknown) => boolean {
  return (body) => problemsOf(body).some((problem) => valueAt(problem, ['o:errorCode']) === wanted)
}

function isProblem(body: unknown): boolean {
  return typeof valueAt(body, ['title']) === 'string' || typeof valueAt(body, ['o:errorCode']) === 'string'
}

/** The first field that the problem or one of its details names, by the end of its path. */
function fieldOf(mappings: readonly Mapping[], body: unknown): string | null {
  for (const problem of problemsOf(body)) {
    const path = valueAt(problem, ['o:errorPath'])
    if (typeof path !== 'string') continue
    // `reservations.reservation[0].roomStay.adultCount`, or with slashes; positions are no names.
    const segments = path.split(/[./[\]]+/).filter((segment) => !/^(?:\$|\d*)$/.test(segment))
    const field = findField(mappings, (mapped) => endsWith(segments, mapped)) ?? sentField(segments)
    if (field !== null) return field
  }
  return null
}

/** Where what is sent stands elsewhere than in what is read: ends of paths of reservations and profiles. */
const sentFields: readonly (readonly [end: string, field: string])[] = [
  ['roomRates.roomType', 'roomType'],
  ['roomRates.ratePlanCode', 'ratePlan'],
  ['guestCounts.adults', 'adults'],
  ['guestCounts.children', 'children'],
  ['customer.vipStatus', 'vipLevel'],
  ['personName.givenName', 'givenName'],
  ['personName.surname', 'familyName'],
  ['email.emailAddress', 'email'],
  ['telephone.phoneNumber', 'phone'],
  ['preference.preferenceValue', 'stayPreferences'],
]

function sentField(segments: readonly string[]): string | null {
  return sentFields.find(([end]) => endsWith(segments, end.split('.')))?.[1] ?? null
}

function problemsOf(body: unknown): readonly unknown[] {
  const details = valueAt(body, ['o:errorDetails'])
  return [body, ...(Array.isArray(details) ? (details as readonly unknown[]) : [])]
}

function endsWith(path: readonly string[], end: readonly string[]): boolean {
  return end.length <= path.length && end.every((segment, index) => path.at(index - end.length) === segment)
}
