import type { Database } from '../store/database.ts'
import type { EraseBesides } from './audit-trail.ts'
import { erasePerson, type Erasure } from './erase-person.ts'
import { readAudit, type AuditListRequest, type AuditPage } from './read-audit.ts'
import { verifyAudit, type AuditVerification } from './verify-audit.ts'

/** What operators do with the trail: here over the store, elsewhere over the control socket of who has it. */
export interface AuditAdministration {
  /** @param knownHead hash of an earlier head; null: none. @throws GatewayError STORE_UNAVAILABLE */
  verify(knownHead: string | null): Promise<AuditVerification>
  /** Values in the clear. @throws GatewayError STORE_UNAVAILABLE */
  list(request: AuditListRequest): Promise<AuditPage>
  /** @param principal who asks. @throws GatewayError NOT_FOUND, STORE_UNAVAILABLE */
  erase(customer: string, principal: string): Promise<Erasure>
}

export function createAuditAdministration(
  database: Database,
  eraseBesides: EraseBesides,
  now: () => number,
): AuditAdministration {
  return {
    verify: (knownHead) => verifyAudit(database, knownHead === null ? {} : { knownHead }),
    list: (request) => readAudit(database, request),
    erase: (customer, principal) => erasePerson(database, { customer, principal, at: now() }, eraseBesides),
  }
}
