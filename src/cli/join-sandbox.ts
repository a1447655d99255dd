import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { portOffsets } from '../../sandbox/connection.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import { ownModuleUrl } from '../package/own-files.ts'

export interface JoinedSandbox {
  /** Ends the child; simulators that were already running, started apart, are left running. */
  close(): Promise<void>
}

export interface SandboxPlace {
  basePort: number
  dataDir: string
  /** Gives up starting. */
  signal: AbortSignal
  /** The child ended on its own. */
  onExit: (message: string) => void
}

/**
 * The simulated vendors: those that already answer on the ports, or else one child process that ends with this one.
 *
 * @throws StartRefusedError when the child cannot start, with what it said
 */
export async function joinSandbox(place: SandboxPlace): Promise<JoinedSandbox> {
  if (await isRunning(place.basePort)) return { close: () => Promise.resolve() }
  const child = fork(fileURLToPath(ownModuleUrl('sandbox/main')), ['--with-parent'], {
    env: { ...process.env, SANDBOX_PORT: String(place.basePort), HEADWATER_DATA_DIR: place.dataDir },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    signal: place.signal,
    // A group of its own: the terminal's Ctrl-C is for the gateway, which ends the child when it needs it no more.
    detached: true,
  })
  await untilReady(child)
  let closing = false
  child.once('exit', (code) => {
    if (!closing && !place.signal.aborted)
      place.onExit(`The sandbox ended by itself (code ${code}). Start again.`)
  })
  child.stderr?.pipe(process.stderr)
  return {
    close() {
      closing = true
      return end(child)
    },
  }
}

/** All simulators answer their control route. */
async function isRunning(basePort: number): Promise<boolean> {
  const answers = Object.values(portOffsets).map(async (offset) => {
    try {
      const url = `http://127.0.0.1:${basePort + offset}/__sandbox`
      // Where nobody listens this fails at once; a busy machine's simulators may be late.
      const reply = await fetch(url, { signal: AbortSignal.timeout(5_000) })
      const body = (await reply.json()) as { vendor?: unknown } | null
      return typeof body?.vendor === 'string'
    } catch {
      return false
    }
  })
  return (await Promise.all(answers)).every(Boolean)
}

async function untilReady(child: ChildProcess): Promise<void> {
  let said = ''
  const listen = (chunk: Buffer) => void (said = (said + chunk.toString()).slice(-2_000))
  child.stderr?.on('data', listen)
  const ready = Promise.withResolvers<null>()
  child.once('message', () => ready.resolve(null))
  child.once('close', (code) =>
    ready.reject(refusal(reasonIn(said) ?? `The sandbox ended with code ${code}.`)),
  )
  child.once('error', (error) => ready.reject(refusal(`The sandbox cannot be started: ${error.message}`)))
  await ready.promise
  child.stderr?.off('data', listen)
}

/** The child says one line when it refuses, and a whole stack trace when it crashes. */
function reasonIn(said: string): string | undefined {
  const lines = said.split('\n').filter((line) => line.trim() !== '')
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines[0]
}

function refusal(message: string): StartRefusedError {
  return new StartRefusedError([{ file: null, line: null, message }])
}

/** Asks first, for the simulators save their records; a child that does not listen is ended. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const late = new AbortController()
  const force = delay(3_000, null, { signal: late.signal }).then(
    () => void child.kill('SIGKILL'),
    () => undefined,
  )
  await exited
  late.abort()
  await force
}
