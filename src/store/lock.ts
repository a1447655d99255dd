import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from './error-code.ts'
import { isSameProcess, mayBeAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts'

/** Another process has the folder. */
export class DataDirInUseError extends Error {
  override readonly name = 'DataDirInUseError'
  readonly holder: ProcessIdentity

  constructor(dataDir: string, holder: ProcessIdentity) {
    super(
      `The data folder ${resolve(dataDir)} is in use by process ${holder.pid} on ${holder.host} since ${holder.since}. ` +
        'Two gateways on one folder would lose data: stop that process, or give this one its own folder (HEADWATER_DATA_DIR). ' +
        'If that host is gone for good, delete the file gateway.lock in the folder.',
    )
    this.holder = holder
  }
}

/**
 * The exclusive right to a data folder, held until released or until this process is gone, however it ends.
 *
 * @throws DataDirInUseError when a process that may be alive has it.
 */
export async function acquireDataDirLock(dataDir: string): Promise<{ release(): Promise<void> }> {
  await mkdir(dataDir, { recursive: true })
  const path = join(dataDir, 'gateway.lock')
  const own = ownIdentity()
  const holder = await take(path, own)
  if (holder) throw new DataDirInUseError(dataDir, holder)
  return { release: () => giveBack(path, own) }
}

/** Who has a data folder, for messages: nothing is taken. STALE: whoever had it ended without giving it back. */
export async function lookAtDataDirLock(
  dataDir: string,
): Promise<{ state: 'FREE' | 'STALE' } | { state: 'HELD'; holder: ProcessIdentity }> {
  const holder = await readHolder(join(dataDir, 'gateway.lock'))
  if (holder === 'gone') return { state: 'FREE' }
  return typeof holder === 'object' && mayBeAlive(holder) ? { state: 'HELD', holder } : { state: 'STALE' }
}

/** Takes the lock file, or says who has it. */
async function take(path: string, own: ProcessIdentity): Promise<ProcessIdentity | null> {
  for (;;) {
    if (await createWhole(path, own)) return null
    const holder = await readHolder(path)
    if (holder === 'gone') continue
    if (holder === 'unreadable') await sleep(100)
    else if (holder !== 'broken' && mayBeAlive(holder)) return holder
    else await removeStale(path, own)
  }
}

/**
 * Of several processes that find a stale lock, one removes it: whoever has the take-over's own lock looks again first,
 * so that none removes a lock which another has made meanwhile.
 */
async function removeStale(path: string, own: ProcessIdentity): Promise<void> {
  const takeOver = `${path}.take-over`
  if (await take(takeOver, own)) {
    await sleep(50)
    return
  }
  try {
    const holder = await readHolder(path)
    if (holder === 'broken' || (typeof holder === 'object' && !mayBeAlive(holder))) await rm(path)
  } finally {
    await rm(takeOver, { force: true })
  }
}

/** Creates the file with its content in one step, so that no crash leaves half of it; false when there is one. */
async function createWhole(path: string, own: ProcessIdentity): Promise<boolean> {
  const content = JSON.stringify(own)
  const draft = `${path}.${own.pid}.${randomUUID()}`
  try {
    await writeFile(draft, content, { flag: 'wx' })
    await link(draft, path)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    // No hard links here (some network and memory card file systems): exclusive creation, then the content.
    if (hasCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'))
      return await createExclusively(path, content)
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

async function createExclusively(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx' })
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/** `unreadable` may be a file that is just being written; after some seconds it is `broken`, left by a crash. */
async function readHolder(path: string): Promise<ProcessIdentity | 'gone' | 'unreadable' | 'broken'> {
  try {
    const holder = parseHolder(await readFile(path, 'utf8'))
    if (holder) return holder
    return Date.now() - (await stat(path)).mtimeMs > 2_000 ? 'broken' : 'unreadable'
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 'gone'
    throw error
  }
}

function parseHolder(content: string): ProcessIdentity | null {
  try {
    const value = JSON.parse(content) as Partial<Record<keyof ProcessIdentity, unknown>> | null
    const { pid, host, since, started = null } = value ?? {}
    const valid =
      Number.isSafeInteger(pid) && Number(pid) > 0 && typeof host === 'string' && typeof since === 'string'
    if (!valid) return null
    return { pid: Number(pid), host, since, started: typeof started === 'string' ? started : null }
  } catch {
    return null
  }
}

async function giveBack(path: string, own: ProcessIdentity): Promise<void> {
  const holder = await readHolder(path)
  if (typeof holder === 'object' && isSameProcess(holder, own)) await rm(path, { force: true })
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes(codeOf(error))
}
