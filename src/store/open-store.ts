import type { Secret } from '../config/secret.ts'
import { openDatabase, type Database } from './database.ts'
import { acquireDataDirLock } from './lock.ts'
import { migrate } from './migrations/migrate.ts'

export interface Store {
  database: Database
  close(): Promise<void>
}

/**
 * The gateway's store, ready to use: the folder locked (unless the store is a server), opened, brought to this version.
 *
 * @throws DataDirInUseError when another process has the folder.
 * @throws MigrationError when the store belongs to another version.
 * @throws GatewayError STORE_UNAVAILABLE
 */
export async function openStore(options: { url?: Secret; dataDir: string }): Promise<Store> {
  const lock = options.url ? null : await acquireDataDirLock(options.dataDir)
  try {
    const database = await openDatabase(options)
    try {
      await migrate(database)
    } catch (error) {
      await database.close()
      throw error
    }
    return {
      database,
      async close() {
        await database.close()
        await lock?.release()
      },
    }
  } catch (error) {
    await lock?.release()
    throw error
  }
}
