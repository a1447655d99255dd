import { closeDeclarations, openDeclarations } from '../compose/open-declarations.ts'
import { openBook } from '../compose/open-writes.ts'
import type { Settings } from '../config/settings.ts'
import { createControlClient } from '../control/control-client.ts'
import { createRemoteWrites } from '../control/remote-writes.ts'
import { createCrosswalk } from '../identity/create-crosswalk.ts'
import type { Catalog } from '../schema/catalog.ts'
import { createWriteAdministration, type WriteAdministration } from '../writes/write-administration.ts'
import { openStore } from './open-store.ts'
import { prepare } from './prepare.ts'

/**
 * Does something with the writes in the store of a config; `read` is asked first, before anything is opened, and may refuse.
 * A PostgreSQL is opened here, whether gateways run or not; the embedded store belongs to the running gateway, which is
 * asked. What is decided here is delivered by the gateways.
 *
 * @throws StartRefusedError, GatewayError, MigrationError
 */
export async function withWrites<T>(
  configPath: string | undefined,
  read: (catalog: Catalog) => T,
  work: (administration: WriteAdministration, request: T) => Promise<void>,
): Promise<void> {
  const prepared = await prepare(configPath)
  const opened = openDeclarations({ ...prepared, now: Date.now })
  try {
    const { catalog } = opened.declarations
    const request = read(catalog)
    const { administration, close } = await openAdministration(prepared.settings, catalog)
    try {
      await work(administration, request)
    } finally {
      await close()
    }
  } finally {
    await closeDeclarations(opened)
  }
}

interface OpenAdministration {
  administration: WriteAdministration
  close(): Promise<void>
}

async function openAdministration(settings: Settings, catalog: Catalog): Promise<OpenAdministration> {
  const database = await openStore(settings)
  if (!database) {
    const administration = createRemoteWrites(createControlClient(settings.dataDir))
    return { administration, close: () => Promise.resolve() }
  }
  const { now } = Date
  const crosswalk = createCrosswalk({ database, now })
  const book = openBook(database, crosswalk, settings.retention)
  return {
    administration: createWriteAdministration({ database, book, catalog, now }),
    async close() {
      await book.close()
      await crosswalk.close()
      await database.close()
    },
  }
}
