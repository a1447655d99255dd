import type { FailureRule } from '../failures.ts'
import { findField } from '../find-field.ts'
import { valueAt, type Mapping } from '../mapping.ts'

/**
 * Business Central says what went wrong by the prefix of `error.code`; its message is for people and ends with a
 * correlation id. The status says little: refusals for good come as 500, too. Codes and prefixes are from the vendor's
 * page on API error codes, limits from its page on operational limits (429 too many, 503 queued too long, 504 ran too
 * long, 408 timed out); what each means to the gateway is ours.
 */
export function businessCentralFailures(mappings: readonly Mapping[]): readonly FailureRule[] {
  const field = (body: unknown) => fieldOf(mappings, body)
  // These say why nothing was done, whatever their status.
  const effect = 'NONE'
  return [
    // Before the prefixes: these come as Application_ or Internal_, too.
    { when: { status: 429 }, then: 'RATE_LIMITED' },
    { when: { status: 408 }, then: 'TIMEOUT' },
    { when: { status: 504 }, then: 'TIMEOUT' },
    { when: { status: 503 }, then: 'UNAVAILABLE' },

    { when: code(/^Internal_RecordNotFound$/), then: 'NOT_FOUND', effect },
    { when: code(/^Request_EntityChanged$/), then: 'CONFLICT', effect },
    { when: { status: 401, ...code(/^Authentication_/) }, then: 'EXPIRED' },
    // With another status it is not the token that is refused.
    { when: code(/^Authentication_/), then: 'AUTH' },
    { when: code(/^Authorization_/), then: 'FORBIDDEN' },
    // Tenant, environment, company or entity set: none is ever a single record.
    {
      when: code(/^(Internal_CompanyNotFound|BadRequest_NotFound|BadRequest_ResourceNotFound)$/),
      then: 'SCHEMA_DRIFT',
    },
    // A mapped property that this version or edition does not have.
    {
      when: { body: { 'error.code': /^BadRequest/, 'error.message': /\bnamed '\w+' on type\b/ } },
      then: 'SCHEMA_DRIFT',
      field,
    },
    // The gateway's own mistake, not the caller's: a method or a size that the vendor does not take.
    { when: code(/^BadRequest_Method(NotAllowed|NotImplemented)$/), then: 'BAD_RESPONSE' },
    { when: { status: [405, 406] }, then: 'BAD_RESPONSE' },
    { when: { status: [413, 415] }, then: 'BAD_RESPONSE' },
    { when: code(/^(BadRequest|Application)(_|$)/), then: 'VALIDATION', effect, field },
    { when: code(/^Internal_EntityWithSameKeyExists$/), then: 'CONFLICT', effect, field },
    // Of the company's data, not of the server: the same request fails again.
    { when: code(/^Internal_(InvalidTableRelation|DataNotFoundFilter)$/), then: 'VALIDATION', effect, field },
    { when: code(/^Internal_/), then: 'UNAVAILABLE' },
    { when: { status: 404 }, then: 'SCHEMA_DRIFT' },
  ]
}

/** The vendor's id of a call, where the reply has it only at the end of the message. */
export function businessCentralRequestId(body: unknown): string | undefined {
  return /\bCorrelationId:\s*([0-9a-f-]{36})\.?\s*$/i.exec(textAt(body, ['error', 'message']))?.[1]
}

/** Entra's id of a call; its header is not the API's. */
export function tokenRequestId(body: unknown): string | undefined {
  return textAt(body, ['correlation_id']) || undefined
}

function code(pattern: RegExp): FailureRule['when'] {
  return { body: { 'error.code': pattern } }
}

/** The vendor's types → where the mappings have their properties. */
const entities: Readonly<Record<string, { entity: string; holder?: string }>> = {
  customer: { entity: 'Customer' },
  salesOrder: { entity: 'Order' },
  salesOrderLine: { entity: 'Order', holder: 'salesOrderLines' },
  item: { entity: 'InventoryItem' },
}

/** The property that the error is about: in OData's `target`, or by name in quotes in the message. Captions are no names. */
function fieldOf(mappings: readonly Mapping[], body: unknown): string | null {
  const message = textAt(body, ['error', 'message'])
  const named = /\b(?:property|field)(?: named)? '(\w+)'(?: on type 'Microsoft\.NAV\.(\w+)')?/i.exec(message)
  const [, inMessage, type] = named ?? []
  const inTarget = textAt(body, ['error', 'target']).split('/').at(-1)
  const property = inTarget || inMessage
  if (property === undefined) return null
  if (type === undefined) return findField(mappings, (path) => path.at(-1) === property)
  const { entity, holder } = (Object.hasOwn(entities, type) ? entities[type] : undefined) ?? {}
  return findField(
    mappings.filter((mapping) => mapping.entity === entity),
    (path) => path.at(-1) === property && (path.length > 1 ? path[0] : undefined) === holder,
  )
}

function textAt(body: unknown, path: readonly string[]): string {
  const value = valueAt(body, path)
  return typeof value === 'string' ? value : ''
}
