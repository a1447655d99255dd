import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writesQueue } from '../src/compose/open-writes.ts'
import { openDatabase, type Database } from '../src/store/database.ts'
import { packFolder } from '../src/store/first-store.ts'
import { migrate } from '../src/store/migrations/migrate.ts'
import { createQueue } from '../src/store/queue.ts'

/** All that the first start of a gateway makes in an empty store. */
export async function fillFirstStore(database: Database): Promise<void> {
  await migrate(database)
  const queue = await createQueue({ database, names: [writesQueue], onError: fail })
  await queue.close()
}

/** A store as the first start makes it, packed. Its files are made anew: takes some seconds. */
export async function makeFirstStore(): Promise<Buffer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'headwater-first-store-'))
  try {
    const database = await openDatabase({ dataDir })
    await fillFirstStore(database)
    await database.close()
    return await packFolder(join(dataDir, 'store'))
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

function fail(error: unknown): never {
  throw error
}
