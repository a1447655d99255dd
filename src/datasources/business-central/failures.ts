import type { FailureRule } from '../failures.ts'
import { valueAt } from '../mapping.ts'

/**
 * Business Central says what went wrong by the prefix of `error.code`; its message is for people and ends with a
 * correlation id. Codes and prefixes are from the vendor's page on API error codes, limits from its page on operational
 * limits (429 too many, 503 queued too long, 504 ran too long, 408 timed out); what each means to the gateway is ours.
 */
export const businessCentralFailures: readonly FailureRule[] = [
  // Before the prefixes: these come as Application_ or Internal_, too.
  { when: { status: 429 }, then: 'RATE_LIMITED' },
  { when: { status: 408 }, then: 'TIMEOUT' },
  { when: { status: 504 }, then: 'TIMEOUT' },
  { when: { status: 503 }, then: 'UNAVAILABLE' },

  { when: code(/^Internal_RecordNotFound$/), then: 'NOT_FOUND' },
  { when: code(/^Request_EntityChanged$/), then: 'CONFLICT' },
  { when: code(/^Authentication_/), then: 'AUTH' },
  { when: code(/^Authorization_/), then: 'FORBIDDEN' },
  // Tenant, environment, company or entity set: none is ever a single record.
  {
    when: code(/^(Internal_CompanyNotFound|BadRequest_NotFound|BadRequest_ResourceNotFound)$/),
    then: 'SCHEMA_DRIFT',
  },
  // A mapped property that this version or edition does not have.
  {
    when: {
      body: (body) =>
        codeOf(body).startsWith('BadRequest') && /\bnamed '\w+' on type\b/.test(messageOf(body)),
    },
    then: 'SCHEMA_DRIFT',
  },
  { when: code(/^(BadRequest|Application)(_|$)/), then: 'VALIDATION' },
  { when: code(/^Internal_(EntityWithSameKeyExists|InvalidTableRelation)$/), then: 'VALIDATION' },
  { when: code(/^Internal_/), then: 'UNAVAILABLE' },
  { when: { status: 404 }, then: 'SCHEMA_DRIFT' },
]

function code(pattern: RegExp): FailureRule['when'] {
  return { body: (body) => pattern.test(codeOf(body)) }
}

function codeOf(body: unknown): string {
  const value = valueAt(body, ['error', 'code'])
  return typeof value === 'string' ? value : ''
}

function messageOf(body: unknown): string {
  const value = valueAt(body, ['error', 'message'])
  return typeof value === 'string' ? value : ''
}
