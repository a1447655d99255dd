import { setTimeout as delay } from 'node:timers/promises'
import { closeDeclarations, openDeclarations } from '../compose/open-declarations.ts'
import type { Settings } from '../config/settings.ts'
import { createControlClient } from '../control/control-client.ts'
import { createRemoteKeys } from '../control/remote-keys.ts'
import { createKeyAdministration, type KeyAdministration } from '../keys/key-administration.ts'
import { keyBookTimes } from '../keys/key-book.ts'
import { createKeyRepository } from '../keys/key-repository.ts'
import type { Catalog } from '../schema/catalog.ts'
import { openStore } from './open-store.ts'
import { prepare, type Prepared } from './prepare.ts'

/**
 * Does something with the keys in the store of a config; `read` is asked first, before anything is opened, and may refuse.
 * A PostgreSQL is opened here, whether gateways run or not; the embedded store belongs to the running gateway, which is
 * asked. Either way a change holds at every gateway when it is answered.
 *
 * @throws StartRefusedError, GatewayError, MigrationError
 */
export async function withKeys<T>(
  configPath: string | undefined,
  read: (catalog: Catalog) => T,
  work: (administration: KeyAdministration, request: T, settings: Settings) => Promise<void>,
): Promise<void> {
  const prepared = await prepare(configPath)
  const opened = openDeclarations({ ...prepared, now: Date.now })
  try {
    const { catalog } = opened.declarations
    const request = read(catalog)
    const { administration, close } = await openAdministration(prepared, catalog)
    try {
      await work(administration, request, prepared.settings)
    } finally {
      await close()
    }
  } finally {
    await closeDeclarations(opened)
  }
}

interface OpenAdministration {
  administration: KeyAdministration
  close(): Promise<void>
}

/** Beside how old a gateway's book may be: its query. */
const marginMs = 500

async function openAdministration(
  { settings, logger }: Prepared,
  catalog: Catalog,
): Promise<OpenAdministration> {
  const database = await openStore(settings)
  if (!database) {
    const administration = createRemoteKeys(createControlClient(settings.dataDir))
    return { administration, close: () => Promise.resolve() }
  }
  const administration = createKeyAdministration({
    repository: createKeyRepository(database),
    catalog,
    now: Date.now,
    async onChange(change) {
      logger.keyChange(change)
      // Whoever gets a key may use it at once, and whoever revoked one may rely on it.
      await delay(keyBookTimes.refreshEveryMs + marginMs)
    },
  })
  return { administration, close: () => database.close() }
}
