import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSimulatorServer } from '../../../../sandbox/kit/server.ts'
import { serveSimulator } from '../../../support/serve-simulator.ts'
import { createEchoSimulator } from './echo-simulator.ts'

const folder = mkdtempSync(join(tmpdir(), 'sandbox-state-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const serve = (stateFile: string, worldVersion = '1') =>
  serveSimulator({ simulator: createEchoSimulator(), stateFile, worldVersion })

test('what was written survives a restart', async () => {
  const file = join(folder, 'below', 'echo.json')
  const first = await serve(file)
  await first.call('PUT', '/things/a', { body: 'kept' })
  await first.close()
  const second = await serve(file)
  expect((await second.call('GET', '/things/a')).body).toEqual({ id: 'a', value: 'kept' })
  await second.close()
})

test('a killed process loses nothing older than the delay', async () => {
  const file = join(folder, 'killed.json')
  const served = await serve(file)
  await served.call('PUT', '/things/a', { body: 'kept' })
  for (let waited = 0; !existsSync(file) && waited < 2_000; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect(existsSync(file)).toBe(true)
  expect(existsSync(`${file}.new`)).toBe(false)
  await served.close()
})

test('reading alone writes no file', async () => {
  const file = join(folder, 'unread.json')
  const served = await serve(file)
  await served.call('GET', '/things/a')
  await served.close()
  expect(existsSync(file)).toBe(false)
})

test('state of another world is refused, and the message names the fix', async () => {
  const file = join(folder, 'other.json')
  const served = await serve(file, '1')
  await served.call('PUT', '/things/a', { body: 'x' })
  await served.close()
  const open = () =>
    createSimulatorServer({ simulator: createEchoSimulator(), stateFile: file, worldVersion: '2' })
  expect(open).toThrow(/world 1.*world 2.*--reset/)
})

test('an unreadable state file is refused, not overwritten', () => {
  const file = join(folder, 'broken.json')
  writeFileSync(file, '{"half')
  const open = () => createSimulatorServer({ simulator: createEchoSimulator(), stateFile: file })
  expect(open).toThrow(/unreadable.*--reset/)
})
