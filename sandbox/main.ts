import { rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { defaultBasePort } from './connection.ts'
import { startSandbox } from './start-sandbox.ts'

const stateDir = join(process.env.HEADWATER_DATA_DIR ?? './data', 'sandbox')
const basePort = Number(process.env.SANDBOX_PORT ?? defaultBasePort)

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

const known = ['--reset', '--with-parent']
const unknown = process.argv.slice(2).filter((argument) => !known.includes(argument))
if (unknown.length > 0) fail(`Unknown argument ${unknown.join(' ')}. There are: ${known.join(', ')}.`)
if (!Number.isInteger(basePort) || basePort < 1 || basePort > 65_000) {
  fail(`SANDBOX_PORT must be a port number up to 65000; it is "${process.env.SANDBOX_PORT ?? ''}".`)
}
if (process.argv.includes('--reset')) rmSync(stateDir, { recursive: true, force: true })

const sandbox = await startSandbox({ basePort, stateDir }).catch((error: unknown) =>
  fail(error instanceof Error ? error.message : String(error)),
)
for (const [vendor, url] of Object.entries(sandbox.urls)) console.log(`sandbox ${vendor}: ${url}`)
process.send?.({ ready: true, urls: sandbox.urls })

let closing = false
async function stop(): Promise<void> {
  if (closing) return
  closing = true
  await sandbox.close()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
// Started by the gateway, it ends with it, even when the gateway is killed.
if (process.argv.includes('--with-parent')) process.on('disconnect', () => void stop())
