import { createHash } from 'node:crypto'
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { openDatabase } from '../../src/store/database.ts'

const root = new URL('../..', import.meta.url).pathname
const cache = join(root, 'node_modules/.cache/headwater-tests')

/**
 * Puts an empty database into a data folder, just as the first opening of the folder would: that takes PGlite 5 s of
 * processor time, and this a tenth of one. Not for tests of a first start.
 */
export async function prepareStore(dataDir: string): Promise<void> {
  const prepared = join(cache, `store-${findVersion()}`)
  if (!existsSync(prepared)) await make(prepared)
  // Not the asynchronous one, which takes several times as long.
  cpSync(prepared, dataDir, { recursive: true })
}

/** Of everything that decides how a new database looks. */
function findVersion(): string {
  const files = [
    createRequire(import.meta.url).resolve('@electric-sql/pglite'),
    join(root, 'src/store/pglite-sessions.ts'),
  ]
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}

/** Whoever comes first, of several at once, makes the one that stays. */
async function make(prepared: string): Promise<void> {
  await mkdir(cache, { recursive: true })
  const fresh = await mkdtemp(join(cache, 'fresh-'))
  const database = await openDatabase({ dataDir: fresh })
  await database.close()
  await rename(fresh, prepared).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true })
    if (!existsSync(prepared)) throw error
  })
}
