import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePorts, root, runHeadwater, temporaryFolder } from './run-headwater.ts'
import { prepareStore } from '../support/prepare-store.ts'

const dataDir = temporaryFolder()
let environment: Record<string, string>
let simulator: string

beforeAll(async () => {
  await prepareStore(dataDir)
  const port = await freePorts(5)
  environment = { PORT: String(port), SANDBOX_PORT: String(port + 1), HEADWATER_DATA_DIR: dataDir }
  simulator = `http://127.0.0.1:${port + 2}/__sandbox`
})

const answers = () =>
  fetch(simulator).then(
    ({ ok }) => ok,
    () => false,
  )

async function until(condition: () => Promise<boolean>) {
  const giveUpAt = performance.now() + 60_000
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error('it did not come to be so within 60 s')
    await delay(50)
  }
}

test('simulators that the gateway started end with it, even when it is killed', async () => {
  const gateway = runHeadwater(['start'], environment)
  await gateway.saw('is ready')
  expect(await answers()).toBe(true)
  gateway.child.kill('SIGKILL')
  await gateway.ended
  await until(async () => !(await answers()))
})

test('simulators that were started apart are used, and outlive the gateway', async () => {
  const env = { ...process.env, NODE_OPTIONS: '', ...environment }
  const apart = spawn(process.execPath, [join(root, 'sandbox/main.ts')], { env, stdio: 'ignore' })
  try {
    await until(answers)
    const gateway = runHeadwater(['start'], environment)
    await gateway.saw('is ready')
    gateway.child.kill('SIGINT')
    expect(await gateway.ended).toBe(0)
    expect(await answers()).toBe(true)
  } finally {
    apart.kill('SIGTERM')
    await once(apart, 'exit')
  }
})
