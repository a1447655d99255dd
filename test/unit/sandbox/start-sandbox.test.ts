import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { sandboxConnection } from '../../../sandbox/connection.ts'
import { startSandbox } from '../../../sandbox/start-sandbox.ts'
import { freePorts } from '../../e2e/run-headwater.ts'

const main = resolve(import.meta.dirname, '../../../sandbox/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'sandbox-main-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** With three ports after it that are free just now. */
const freeBasePort = () => freePorts(4)

function run(basePort: number, ...args: string[]) {
  const env = { ...process.env, SANDBOX_PORT: String(basePort), HEADWATER_DATA_DIR: folder, NODE_OPTIONS: '' }
  const child = fork(main, args, { env, silent: true, execArgv: ['--disable-warning=ExperimentalWarning'] })
  children.push(child)
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return { child, output: () => output }
}

async function rename(basePort: number, city: string): Promise<void> {
  const { baseUrl, token } = sandboxConnection(basePort).hubspot
  await fetch(`${baseUrl}/crm/v3/objects/contacts/401001`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ properties: { city } }),
  })
}

async function cityOf(basePort: number): Promise<string> {
  const { baseUrl, token } = sandboxConnection(basePort).hubspot
  const url = `${baseUrl}/crm/v3/objects/contacts/401001?properties=city`
  const reply = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  return ((await reply.json()) as { properties: { city: string } }).properties.city
}

test('all vendors answer on the ports after the base port', async () => {
  const basePort = await freeBasePort()
  const sandbox = await startSandbox({ basePort })
  for (const [vendor, url] of Object.entries(sandbox.urls)) {
    const overview = (await (await fetch(`${url}/__sandbox`)).json()) as { operations: string[] }
    expect([vendor, overview.operations.length > 3]).toEqual([vendor, true])
  }
  expect(Object.values(sandbox.urls).map((url) => Number(new URL(url).port) - basePort)).toEqual([1, 2, 3])
  await sandbox.close()
})

test('a port in use is named, and nothing is left listening', async () => {
  const basePort = await freeBasePort()
  const taken = createServer().listen(basePort + 2, '127.0.0.1')
  await once(taken, 'listening')
  await expect(startSandbox({ basePort })).rejects.toThrow(new RegExp(`${basePort + 2}: the port is in use`))
  await expect(fetch(`http://127.0.0.1:${basePort + 1}/__sandbox`)).rejects.toThrow()
  const { child, output } = run(basePort)
  expect(await once(child, 'exit')).toEqual([1, null])
  expect(output().trim().split('\n')).toHaveLength(1)
  taken.close()
})

test('the process tells when it is ready, keeps what was written, and forgets it with --reset', async () => {
  const basePort = await freeBasePort()
  const session = async (args: string[], act: () => Promise<void>) => {
    const { child, output } = run(basePort, ...args)
    const [message] = (await once(child, 'message')) as [unknown]
    expect(message).toMatchObject({ ready: true, urls: { hubspot: `http://127.0.0.1:${basePort + 1}` } })
    await act()
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(output().trim().split('\n')).toHaveLength(3)
  }
  await session([], () => rename(basePort, 'Kiel'))
  await session([], async () => expect(await cityOf(basePort)).toBe('Kiel'))
  await session(['--reset'], async () => expect(await cityOf(basePort)).toBe('Berlin'))
})

test('--with-parent ends it when the parent is gone', async () => {
  const { child } = run(await freeBasePort(), '--with-parent')
  await once(child, 'message')
  child.disconnect()
  expect(await once(child, 'exit')).toEqual([0, null])
})
