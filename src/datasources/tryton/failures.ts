import type { FailureRule } from '../failures.ts'
import { valueAt } from '../mapping.ts'

/**
 * Tryton answers most failures with HTTP 200 and `error`: a list whose first element names the kind, or, for an exception
 * of the server's own code, is its text. Nothing but the text, in the account's language, tells a missing right from
 * another user error; the texts below are the English ones. A method that the server does not publish is 403, a
 * database that it does not have 404, both HTML. Seen on a Tryton 6.0 server.
 */
export const trytonFailures: readonly FailureRule[] = [
  { when: { body: (body) => kindOf(body) === 'ConcurrencyException' }, then: 'CONFLICT' },
  { when: { body: (body) => kindOf(body) === 'LoginException' }, then: 'AUTH' },
  {
    when: { body: (body) => kindOf(body) === 'UserError' && /\bnot allowed\b/.test(messageOf(body)) },
    then: 'FORBIDDEN',
  },
  { when: { body: (body) => kindOf(body) === 'UserError' }, then: 'VALIDATION' },
  // A question to a person, whether to go on; the gateway never answers it by itself.
  { when: { body: (body) => kindOf(body) === 'UserWarning' }, then: 'VALIDATION' },
  // Python's KeyError is the bare name of the model or field that the server lacks.
  { when: { body: (body) => /^'[^']*'$/.test(kindOf(body) ?? '') }, then: 'SCHEMA_DRIFT' },
  // Any other exception: what is a 500 elsewhere.
  { when: { body: (body) => kindOf(body) !== null }, then: 'UNAVAILABLE' },
  { when: { status: 403 }, then: 'SCHEMA_DRIFT' },
  // Never a record: reading knows no 404, so this is no "not found".
  { when: { status: 404 }, then: 'SCHEMA_DRIFT' },
  {
    when: { status: [200, 299], body: (body) => valueAt(body, ['result']) === undefined },
    then: 'BAD_RESPONSE',
  },
]

/** The first element of `error` as text; null when the body has no `error`. */
function kindOf(body: unknown): string | null {
  const error = valueAt(body, ['error'])
  if (error === undefined) return null
  const kind: unknown = Array.isArray(error) ? error[0] : error
  return typeof kind === 'string' ? kind : ''
}

function messageOf(body: unknown): string {
  const message = valueAt(body, ['error', '1', '0'])
  return typeof message === 'string' ? message : ''
}
