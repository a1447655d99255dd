import type { AuditEntry } from '../../src/audit/audit-trail.ts'
import type { NewWrite, StepOutcome } from '../../src/writes/write-book.ts'
import type { NewStep } from '../../src/writes/write.ts'

let written = 0

/** A write of a customer's e-mail at the CRM, but for what is told. */
export function newWrite({
  steps = [{}],
  ...rest
}: Partial<Omit<NewWrite, 'steps'>> & { steps?: Partial<NewStep>[] } = {}): NewWrite {
  const id = rest.id ?? `write-${++written}`
  const entityId = rest.entityId === undefined ? `customer-${written}` : rest.entityId
  return {
    mutation: 'updateCustomer',
    event: 'customer.updated',
    principal: 'anna',
    client: null,
    person: null,
    requestId: 'request-1',
    entity: 'Customer',
    idempotency: null,
    audit: auditEntry(id),
    ...rest,
    id,
    entityId,
    steps: steps.map((step, ordinal) => newStep({ ordinal, entityId, ...step })),
  }
}

export function newStep(step: Partial<NewStep>): NewStep {
  return {
    ordinal: 0,
    after: null,
    kind: 'PATCH',
    action: null,
    system: 'CRM',
    part: null,
    entity: 'Customer',
    entityId: null,
    values: { email: 'new@example.com' },
    before: null,
    ifVersion: null,
    whenDown: 'QUEUE',
    notAfter: null,
    ...step,
  }
}

export function auditEntry(writeId: string | null, event = 'customer.updated'): AuditEntry {
  return {
    event,
    at: 0,
    principal: 'anna',
    client: null,
    requestId: 'request-1',
    writeId,
    entity: 'Customer',
    entityId: null,
    system: null,
    facts: {},
    fields: null,
    person: null,
  }
}

export const applied: StepOutcome = outcome('APPLIED')

export function outcome(state: StepOutcome['state'], rest: Partial<StepOutcome> = {}): StepOutcome {
  return { state, reason: null, externalId: null, version: null, wasAttempted: true, audit: [], ...rest }
}
