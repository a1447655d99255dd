import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writesQueue } from '../src/compose/open-writes.ts'
import { openDatabase, type Database } from '../src/store/database.ts'
import { packFolder } from '../src/store/store-template.ts'
import { migrate } from '../src/store/migrations/migrate.ts'
import { createQueue } from '../src/store/queue.ts'

/** All that the first start of a gateway makes in an empty store. */
export async function fillStore(database: Database): Promise<void> {
  await migrate(database)
  const queue = await createQueue({ database, names: [writesQueue], onError: fail })
  await queue.close()
}

/** A store as the first start makes it, packed. Takes PGlite some seconds. */
export async function makeTemplate(): Promise<Buffer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'headwater-store-template-'))
  try {
    const database = await openDatabase({ dataDir })
    await fillStore(database)
    await database.close()
    return await packFolder(join(dataDir, 'store'))
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

function fail(error: unknown): never {
  throw error
}
