import type { FailureRule } from '../failures.ts'
import { valueAt } from '../mapping.ts'

/** What was refused was not done. */
const effect = 'NONE'

/**
 * Cloudbeds describes HTTP 200 alone: a failure says `success: false`, and why in a `message` for people, whose sentences are
 * not documented. Only what they are about is read from them; what nothing is known of was the request's fault. Statuses
 * that come all the same (a key without a right, a call too many) mean what HTTP says.
 */
export const cloudbedsFailures: readonly FailureRule[] = [
  { when: { body: refusal(/\b(not found|does not exist|no such)\b/i) }, then: 'NOT_FOUND', effect },
  {
    when: { body: refusal(/\b(rate limit|too many requests)\b/i) },
    then: 'RATE_LIMITED',
    effect,
    retryAfter: () => 1,
  },
  { when: { body: refusal(/\b(permission|not allowed|access denied|scope)\b/i) }, then: 'FORBIDDEN', effect },
  { when: { body: refusal(/\b(api key|unauthori[sz]ed|access token)\b/i) }, then: 'AUTH', effect },
  { when: { body: refusal(/(?:)/) }, then: 'VALIDATION', effect },
  // A method that this version does not have: never a record.
  { when: { status: [404, 405] }, then: 'BAD_RESPONSE' },
]

function refusal(about: RegExp): (body: unknown) => boolean {
  return (body) => {
    const message = valueAt(body, ['message'])
    return valueAt(body, ['success']) === false && about.test(typeof message === 'string' ? message : '')
  }
}
