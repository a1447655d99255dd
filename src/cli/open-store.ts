import type { Settings } from '../config/settings.ts'
import { openDatabase, type Database } from '../store/database.ts'
import { migrateAs } from '../store/migrate-as.ts'

/**
 * The store, for a command that works on it beside the gateways: one connection, migrated. Null where it is embedded: then
 * it is the running gateway's, which is to be asked.
 *
 * @throws GatewayError STORE_UNAVAILABLE, MigrationError
 */
export async function openStore({
  storeUrl,
  storeMigrateUrl,
  dataDir,
}: Pick<Settings, 'storeUrl' | 'storeMigrateUrl' | 'dataDir'>): Promise<Database | null> {
  if (!storeUrl) return null
  const database = await openDatabase({ url: storeUrl, dataDir, maxConnections: 1 })
  try {
    await migrateAs(database, storeMigrateUrl)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}
