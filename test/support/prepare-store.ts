import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase, type Database } from '../../src/store/database.ts'
import { fillStore } from '../../tools/make-store-template.ts'

const root = new URL('../..', import.meta.url).pathname
const cache = join(root, 'node_modules/.cache/headwater-tests')

/**
 * Puts a store without a record into a data folder, just as the first start of a gateway there would: that takes PGlite 6 s
 * of processor time, and this a tenth of one. Not for tests of a first start.
 */
export async function prepareStore(dataDir: string): Promise<void> {
  await copyOf('store', dataDir, fillStore)
}

/** The same for a database without a table. */
export async function prepareDatabase(dataDir: string): Promise<void> {
  await copyOf('database', dataDir, () => Promise.resolve())
}

async function copyOf(
  name: string,
  dataDir: string,
  fill: (database: Database) => Promise<void>,
): Promise<void> {
  const prepared = join(cache, `${name}-${findVersion()}`)
  if (!existsSync(prepared)) await make(prepared, fill)
  // Not the asynchronous one, which takes several times as long.
  cpSync(prepared, dataDir, { recursive: true })
}

/** Of everything that decides how a new store looks. */
function findVersion(): string {
  const files = [
    ...[join(root, 'package-lock.json'), join(root, 'src/compose/open-writes.ts')],
    ...globSync(join(root, 'src/store/**/*.ts')).toSorted(),
  ]
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}

/** Whoever comes first, of several at once, makes the one that stays. */
async function make(prepared: string, fill: (database: Database) => Promise<void>): Promise<void> {
  await mkdir(cache, { recursive: true })
  const fresh = await mkdtemp(join(cache, 'fresh-'))
  const database = await openDatabase({ dataDir: fresh })
  await fill(database)
  await database.close()
  await rename(fresh, prepared).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true })
    if (!existsSync(prepared)) throw error
  })
}
