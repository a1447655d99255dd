import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { acquireDataDirLock } from '../../../src/store/lock.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const root = temporaryFolder()
const program = resolve(import.meta.dirname, '../../support/hold-lock.ts')
const children: ChildProcess[] = []
afterAll(() => children.forEach((child) => child.kill('SIGKILL')))

/** A folder of its own for each test, and its lock file. */
const folder = (name: string) => {
  const dataDir = join(root, name)
  mkdirSync(dataDir)
  return { dataDir, file: join(dataDir, 'gateway.lock') }
}

async function hold(dataDir: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  const [said] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, said }
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('a second process is refused, and told who holds the folder since when and what to do', async () => {
  const { dataDir } = folder('second')
  const first = await hold(dataDir)
  expect(first.said).toBe('held')
  const { said } = await hold(dataDir)
  expect(said).toContain(`in use by process ${first.child.pid} on ${hostname()} since 20`)
  expect(said).toContain('HEADWATER_DATA_DIR')
})

test('of many processes that start at once, one gets the folder', async () => {
  const { dataDir } = folder('many')
  const all = await Promise.all(Array.from({ length: 4 }, () => hold(dataDir)))
  expect(all.filter(({ said }) => said === 'held')).toHaveLength(1)
})

test('the lock of a killed process is taken over', async () => {
  const { dataDir } = folder('killed')
  const { child } = await hold(dataDir)
  await kill(child)
  const lock = await acquireDataDirLock(dataDir)
  await lock.release()
  expect(readdirSync(dataDir)).toEqual([])
})

test('of many processes that find the lock of a killed one, one takes it over', async () => {
  const { dataDir } = folder('many-stale')
  const { child } = await hold(dataDir)
  await kill(child)
  const all = await Promise.all(Array.from({ length: 4 }, () => hold(dataDir)))
  expect(all.filter(({ said }) => said === 'held')).toHaveLength(1)
})

test('a released lock can be taken again', async () => {
  const { dataDir } = folder('released')
  const { child } = await hold(dataDir)
  child.stdin?.write('release\n')
  await once(child, 'exit')
  await (await acquireDataDirLock(dataDir)).release()
})

test('a process with the pid of a dead holder is not taken for it', async () => {
  const { dataDir, file } = folder('reused')
  const { child } = await hold(dataDir)
  const holder = JSON.parse(readFileSync(file, 'utf8'))
  // The holder is alive and its pid is right, but it started at another time than the lock says.
  writeFileSync(file, JSON.stringify({ ...holder, started: 'another boot/1' }))
  expect(child.exitCode).toBeNull()
  await (await acquireDataDirLock(dataDir)).release()
})

test('a lock from before the machine started is stale', async () => {
  const { dataDir, file } = folder('boot')
  const holder = { pid: process.pid, host: hostname(), since: '2001-01-01T00:00:00.000Z', started: null }
  writeFileSync(file, JSON.stringify(holder))
  await (await acquireDataDirLock(dataDir)).release()
})

test('a half-written lock that a crash left is taken over', async () => {
  const { dataDir, file } = folder('half')
  writeFileSync(file, '{"pid": 12')
  const minuteAgo = new Date(Date.now() - 60_000)
  utimesSync(file, minuteAgo, minuteAgo)
  await (await acquireDataDirLock(dataDir)).release()
})

test('a lock of another host is respected, for nobody here can know whether it lives', async () => {
  const { dataDir, file } = folder('host')
  const holder = { pid: 1, host: 'another-container', since: new Date().toISOString(), started: null }
  writeFileSync(file, JSON.stringify(holder))
  await expect(acquireDataDirLock(dataDir)).rejects.toThrow('on another-container')
})
