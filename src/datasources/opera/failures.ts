import { valueAt } from '../mapping.ts'
import type { FailureRule } from '../failures.ts'

/**
 * Where OPERA differs from the HTTP defaults. Its error body carries `o:errorCode`, in which only type and title
 * are required (the vendor's API description); the codes are as seen in public integration reports.
 */
export const operaFailures: readonly FailureRule[] = [
  { when: { status: [400, 404], body: hasCode('OPERAWS-CRM00073') }, then: 'NOT_FOUND' },
  // The gateway's own mistake, not the caller's: a method, media type or size that OPERA does not take.
  { when: { status: [405, 406] }, then: 'BAD_RESPONSE' },
  { when: { status: [413, 415] }, then: 'BAD_RESPONSE' },
]

/** At the token endpoint every refusal is about the gateway's credentials. */
export const tokenFailures: readonly FailureRule[] = [{ when: { status: [400, 404] }, then: 'AUTH' }]

function hasCode(code: string): (body: unknown) => boolean {
  return (body) => valueAt(body, ['o:errorCode']) === code
}
