import type { AuditEntry } from '../../../src/audit/audit-trail.ts'

/** An update of a customer's e-mail, but for what a test says. */
export function auditEntry(differing: Partial<AuditEntry> = {}): AuditEntry {
  return {
    event: 'customer.updated',
    at: Date.parse('2026-11-28T10:00:00.123Z'),
    principal: 'key:desk0001',
    client: 'desk',
    requestId: 'request-1',
    writeId: 'write-1',
    entity: 'Customer',
    entityId: 'customer-1',
    system: null,
    facts: { mutation: 'updateCustomer' },
    fields: { email: { before: 'old@example.com', after: 'new@example.com' } },
    person: 'customer-1',
    ...differing,
  }
}
