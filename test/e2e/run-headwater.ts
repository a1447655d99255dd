import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const root = new URL('../..', import.meta.url).pathname
const portRanges = 24
const compileCache = join(root, 'node_modules/.cache/headwater-tests/compiled')

export interface Run {
  child: ChildProcess
  /** What it printed so far. */
  readonly stdout: string
  readonly stderr: string
  /** Resolves once stdout has the text. Rejects when the process ends before. */
  saw(text: string): Promise<void>
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | string>
}

/**
 * Runs the command as a person does: a process of its own, from the repository's folder. What Node makes of the sources is
 * kept from one run to the next; a test of how long a start takes says NODE_DISABLE_COMPILE_CACHE=1.
 */
export function runHeadwater(args: readonly string[], environment: Record<string, string> = {}): Run {
  const kept = { NODE_OPTIONS: '', HEADWATER_DEBUG: '', NODE_COMPILE_CACHE: compileCache }
  // Most tests count calls, or make systems fail between two reads.
  const env = { HEADWATER_CACHE: 'off', ...process.env, ...kept, ...environment }
  const child = spawn(process.execPath, [join(root, 'bin/headwater.js'), ...args], { cwd: root, env })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'))
  })
  return {
    child,
    get stdout() {
      return stdout
    },
    get stderr() {
      return stderr
    },
    ended,
    saw: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (stdout.includes(text)) resolve()
        }
        child.stdout.on('data', look)
        look()
        void ended.then((code) =>
          reject(new Error(`ended with ${code} before it printed "${text}":\n${stderr}`)),
        )
      }),
  }
}

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-e2e-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes a config that imports the public API from these sources. */
export function writeConfig(folder: string, name: string, lines: string): string {
  const file = join(folder, name)
  writeFileSync(file, `import * as headwater from 'headwater'\n${lines}`)
  return file
}

/**
 * The first of `count` neighbouring ports that are all free. They are below those that Linux gives to outgoing connections,
 * and another worker of Jest, of this run or of one beside it, hardly looks among the same: until somebody listens there,
 * nothing else would keep them free.
 */
export async function freePorts(count: number): Promise<number> {
  const perRange = 12_000 / portRanges
  for (;;) {
    const first =
      20_000 + (process.pid % portRanges) * perRange + Math.floor(Math.random() * (perRange - count))
    const ports = Array.from({ length: count }, (_, index) => first + index)
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
