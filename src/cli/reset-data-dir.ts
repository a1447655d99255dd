import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StartRefusedError } from '../errors/start-problem.ts'
import { acquireDataDirLock, DataDirInUseError } from '../store/lock.ts'

/** `--reset`: forgets the embedded store and the sandbox's kept state, under the folder's lock. @throws StartRefusedError */
export async function resetDataDir(dataDir: string): Promise<void> {
  try {
    const lock = await acquireDataDirLock(dataDir)
    // Also what belongs to them, e.g. `store.complete`; whatever else someone keeps there stays.
    const ours = (await readdir(dataDir)).filter((name) => /^(?:store|sandbox)(?:\.|$)/.test(name))
    for (const name of ours) await rm(join(dataDir, name), { recursive: true, force: true })
    await lock.release()
  } catch (error) {
    if (!(error instanceof DataDirInUseError)) throw error
    throw new StartRefusedError([{ file: null, line: null, message: error.message }], error)
  }
}
