import { createAuditAdministration, type AuditAdministration } from '../audit/audit-administration.ts'
import { createControlClient } from '../control/control-client.ts'
import { createRemoteAudit } from '../control/remote-audit.ts'
import { eraseValues } from '../outbox/erase-values.ts'
import { openStore } from './open-store.ts'
import { prepare } from './prepare.ts'

/**
 * Does something with the audit trail of a config's store: a PostgreSQL is opened here, whether gateways run or not; the
 * embedded store belongs to the running gateway, which is asked.
 *
 * @throws StartRefusedError, GatewayError, MigrationError
 */
export async function withAudit(
  configPath: string | undefined,
  work: (administration: AuditAdministration) => Promise<void>,
): Promise<void> {
  const { settings } = await prepare(configPath)
  const database = await openStore(settings)
  try {
    await work(
      database
        ? createAuditAdministration(database, eraseValues, Date.now)
        : createRemoteAudit(createControlClient(settings.dataDir)),
    )
  } finally {
    await database?.close()
  }
}
