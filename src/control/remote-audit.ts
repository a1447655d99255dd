import type { AuditAdministration } from '../audit/audit-administration.ts'
import type { Erasure } from '../audit/erase-person.ts'
import type { AuditPage } from '../audit/read-audit.ts'
import type { AuditVerification } from '../audit/verify-audit.ts'
import { auditPaths } from './audit-routes.ts'
import type { ControlClient } from './control-client.ts'

/** Ten million entries take less. */
const verifyLimitMs = 1_800_000

/** The audit trail of a running gateway, over its control socket; the replies have the shape of its routes. */
export function createRemoteAudit(client: ControlClient): AuditAdministration {
  return {
    verify: async (knownHead) =>
      (await client.call(auditPaths.verify, { knownHead }, verifyLimitMs)) as AuditVerification,
    list: async (request) => (await client.call(auditPaths.list, request)) as AuditPage,
    erase: async (customer, principal) =>
      (await client.call(auditPaths.erase, { customer, principal })) as Erasure,
  }
}
