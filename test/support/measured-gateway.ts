import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool, type Dispatcher } from 'undici'
import type { FaultRule } from '../../sandbox/kit/faults.ts'
import type { SandboxVendor } from '../../sandbox/start-sandbox.ts'
import { freePorts, root } from '../e2e/run-headwater.ts'
import { startSimulatorsApart } from './kill-harness/simulators-apart.ts'
import { prepareStore } from './prepare-store.ts'

/** Bytes, after a collection. */
export interface HeldMemory {
  rss: number
  heapUsed: number
  external: number
}

/** A gateway as it is started, in a process of its own, which tells what it holds. */
export interface MeasuredGateway {
  origin: string
  /** Resolves with the status once the reply is read. Rejects where there is none. */
  send(request: {
    headers?: Record<string, string>
    body?: unknown
    signal?: AbortSignal
  }): Promise<{ status: number; text: string }>
  memory(): Promise<HeldMemory>
  fault(vendor: SandboxVendor, rule: Partial<FaultRule> & Pick<FaultRule, 'kind'>): Promise<void>
  clearFaults(): Promise<void>
  close(): Promise<void>
}

const configFile = new URL('without-rate-limits.config.ts', import.meta.url).pathname
const probe = new URL('tell-memory.ts', import.meta.url).href

/** @param connections that requests go over */
export async function startMeasuredGateway(connections: number): Promise<MeasuredGateway> {
  const dataDir = await mkdtemp(join(tmpdir(), 'headwater-memory-'))
  await prepareStore(dataDir)
  const port = await freePorts(8)
  const simulators = await startSimulatorsApart(port + 4, dataDir)
  const child = spawn(
    process.execPath,
    ['--import', probe, join(root, 'bin/headwater.js'), 'start', '--config', configFile],
    {
      cwd: root,
      env: {
        ...process.env,
        ...{ NODE_OPTIONS: '', LOG_LEVEL: 'fatal', PORT: String(port), METRICS_PORT: String(port + 1) },
        ...{ SANDBOX_PORT: String(port + 4), HEADWATER_DATA_DIR: dataDir },
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  )
  let printed = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      if (printed.includes('is ready')) resolve()
    })
    child.once('exit', () => reject(new Error(`the gateway ended: ${printed}`)))
  }).catch(async (error: unknown) => {
    await simulators.stop()
    throw error
  })
  const origin = `http://127.0.0.1:${port}`
  const pool = new Pool(origin, { connections })
  return {
    origin,
    async send({ headers, body, signal }) {
      const options: Dispatcher.RequestOptions = {
        ...{ method: 'POST', path: '/graphql' },
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...(signal && { signal }),
      }
      const reply = await pool.request(options)
      return { status: reply.statusCode, text: await reply.body.text() }
    },
    async memory() {
      const told = once(child, 'message')
      child.send('memory')
      const [memory] = (await told) as [HeldMemory]
      return memory
    },
    fault: simulators.fault,
    clearFaults: simulators.clearFaults,
    async close() {
      await pool.close()
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      await simulators.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
