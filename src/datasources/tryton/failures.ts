import type { FailureRule } from '../failures.ts'
import { findField } from '../find-field.ts'
import { valueAt, type Mapping } from '../mapping.ts'

/**
 * Tryton answers most failures with HTTP 200 and `error`: a list whose first element names the kind, or, for an exception
 * of the server's own code, is its text. Nothing but the text, in the account's language, tells a missing right from
 * another user error; the texts below are the English ones, and in any other language all are VALIDATION. A method that
 * the server does not publish is 403, a database that it does not have 404, both HTML. Seen on a Tryton 6.0 server.
 */
export function trytonFailures(mappings: readonly Mapping[]): readonly FailureRule[] {
  const field = (body: unknown) => fieldOf(mappings, body)
  // An exception takes the whole transaction back, and what it would have queued.
  const effect = 'NONE'
  return [
    { when: kind(/^ConcurrencyException$/), then: 'CONFLICT', effect },
    { when: kind(/^LoginException$/), then: 'AUTH', effect },
    { when: userError(/\bnot allowed to access\b/), then: 'FORBIDDEN', effect },
    { when: userError(/\bthat don't exist anymore\b/), then: 'NOT_FOUND', effect },
    { when: userError(/\bmust be unique\b|\bthey are used by field\b/), then: 'CONFLICT', effect },
    { when: kind(/^UserError$/), then: 'VALIDATION', effect, field },
    // A question to a person, whether to go on; the gateway never answers it by itself.
    { when: kind(/^UserWarning$/), then: 'VALIDATION', effect },
    // Python's KeyError is the bare name of the model or field that the server lacks.
    { when: kind(/^'[^']*'$/), then: 'SCHEMA_DRIFT', effect },
    // The gateway's own mistake: calling again changes nothing.
    { when: kind(/^Missing context argument$/), then: 'BAD_RESPONSE', effect },
    // Any other exception: what is a 500 elsewhere.
    { when: { body: (body) => valueAt(body, ['error']) !== undefined }, then: 'UNAVAILABLE', effect },
    { when: { status: 403 }, then: 'SCHEMA_DRIFT' },
    // Never a record: reading knows no 404, so this is no "not found".
    { when: { status: 404 }, then: 'SCHEMA_DRIFT' },
    {
      when: { status: [200, 299], body: (body) => valueAt(body, ['result']) === undefined },
      then: 'BAD_RESPONSE',
    },
  ]
}

/**
 * Of `common.db.login`: a wrong password is 401, and not a session that ended. After six of them the account is locked
 * out for some minutes, also for the right one: 429, as everywhere.
 */
export const loginFailures: readonly FailureRule[] = [{ when: { status: 401 }, then: 'AUTH' }]

/** The first element of `error`; a server's own exception has its text there. */
function kind(pattern: RegExp): FailureRule['when'] {
  return { body: { 'error.0': pattern } }
}

function userError(text: RegExp): FailureRule['when'] {
  return { body: { 'error.0': /^UserError$/, 'error.1.0': text } }
}

/** Models by the label that messages have for them → where the mappings have their fields. */
const entities: Readonly<Record<string, { entity: string; holder?: string }>> = {
  Party: { entity: 'Customer' },
  Address: { entity: 'Customer', holder: 'addresses.' },
  'Party Identifier': { entity: 'Customer', holder: 'tax_identifier.' },
  Sale: { entity: 'Order' },
  'Product Template': { entity: 'InventoryItem' },
  'Sale Line': { entity: 'Order', holder: 'lines.' },
}

/**
 * Messages name a field by its label, which for the fields that are mapped is the name in words ("Sale Date"). Certain only
 * with the model beside it; another model's field, or another language, is none. Of records that belong to another, the
 * field that holds them is meant, whichever of theirs it is. Addresses of contacts and tax identifiers are checked by code
 * that names neither, only what is wrong.
 */
function fieldOf(mappings: readonly Mapping[], body: unknown): string | null {
  const message = valueAt(body, ['error', '1', '0'])
  if (typeof message !== 'string') return null
  const [, label = '', model = ''] = /\bfield "([^"]+)" in "([^"]+)"/.exec(message) ?? []
  const { entity, holder } = (Object.hasOwn(entities, model) ? entities[model] : undefined) ?? {}
  const name = label.toLowerCase().replaceAll(' ', '_')
  return findField(
    mappings.filter((mapping) => mapping.entity === entity),
    (path) => {
      const [first, ...rest] = path
      // Through a relation the name ends with a dot.
      return holder === undefined
        ? first === name || first === `${name}.`
        : first === holder && rest.length === 1
    },
  )
}
