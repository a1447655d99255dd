import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'
import { freePorts } from '../e2e/run-headwater.ts'
import { createScratchDatabase } from '../systems/scratch-databases.ts'
import { startSimulatorsApart } from './kill-harness/simulators-apart.ts'
import { readProcessorSeconds } from './read-processor-seconds.ts'
import { reportFigure } from './report-figure.ts'

// How many durable writes a second of one core a gateway does, over a real PostgreSQL (POSTGRES_URL) and the sandbox's CRM:
//   node test/support/measure-writes.ts [checkout...]
// 32 clients change a company each time, each other customers; several checkouts (each with a dist) are measured in turns.

const clients = 32
const warmUp = 3_000
const writes = 2_000
const rounds = 3

interface Measured {
  checkout: string
  measure(): Promise<void>
  close(): Promise<void>
}

async function open(checkout: string): Promise<Measured> {
  const database = await createScratchDatabase(process.env.POSTGRES_URL ?? '', 'writes')
  const dataDir = await mkdtemp(join(tmpdir(), 'headwater-writes-'))
  const port = await freePorts(8)
  const simulators = await startSimulatorsApart(port + 4, dataDir)
  // One core, so that what it takes of a processor is what it would take of that one.
  const gateway = spawn('taskset', ['-c', '0', process.execPath, 'bin/headwater.js', 'start'], {
    cwd: checkout,
    env: {
      ...process.env,
      ...{ NODE_OPTIONS: '', LOG_LEVEL: 'warn', PORT: String(port), METRICS_PORT: String(port + 1) },
      ...{ SANDBOX_PORT: String(port + 4), HEADWATER_DATA_DIR: dataDir, HEADWATER_STORE_URL: database.url },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  await new Promise<void>((resolve, reject) => {
    gateway.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      if (printed.includes('is ready')) resolve()
    })
    gateway.once('exit', () => reject(new Error(printed)))
  })
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: clients })
  const ask = async <Data>(query: string, variables: object, key?: string): Promise<Data> => {
    const { body } = await pool.request({
      ...{ method: 'POST', path: '/graphql', body: JSON.stringify({ query, variables }) },
      headers: {
        ...{ 'content-type': 'application/json', 'x-api-key': 'sandbox-sales' },
        ...(key !== undefined && { 'idempotency-key': key }),
      },
    })
    const { data, errors } = (await body.json()) as { data: Data; errors?: unknown }
    if (errors) throw new Error(JSON.stringify(errors))
    return data
  }

  // Their links are known from here on.
  const ids: string[] = []
  for (let after: string | null = null; ids.length < 400;) {
    const { customers }: CustomerPage = await ask<CustomerPage>(
      'query ($after: String) { customers(first: 50, after: $after) { edges { node { id company } } pageInfo { endCursor } } }',
      { after },
    )
    ids.push(...customers.edges.map(({ node }) => node.id))
    after = customers.pageInfo.endCursor
  }
  let sent = 0
  const write = async (count: number): Promise<number[]> => {
    const end = sent + count
    const own = Math.floor(ids.length / clients)
    const tookMs: number[] = []
    const sendOn = async (lane: number): Promise<void> => {
      for (let turn = 0; sent < end; turn++) {
        const number = sent++
        const at = performance.now()
        const variables = { id: ids[lane * own + (turn % own)], company: `Company ${number}` }
        const { done } = await ask<Changed>(
          `mutation ($id: ID!, $company: String!) {
            done: updateCustomer(id: $id, input: { company: $company }) { receipts { status } customer { id company } } }`,
          variables,
          `write-${number}`,
        )
        tookMs.push(performance.now() - at)
        if (done.receipts.some(({ status }) => status !== 'APPLIED')) throw new Error(JSON.stringify(done))
      }
    }
    await Promise.all(Array.from({ length: clients }, (_, lane) => sendOn(lane)))
    return tookMs.toSorted((one, other) => one - other)
  }
  await write(warmUp)
  return {
    checkout,
    async measure() {
      const before = readProcessorSeconds(gateway.pid) ?? 0
      const at = performance.now()
      const tookMs = await write(writes)
      const processorSeconds = (readProcessorSeconds(gateway.pid) ?? 0) - before
      const seconds = (performance.now() - at) / 1_000
      const middleMs = tookMs[Math.floor(tookMs.length / 2)] ?? 0
      reportFigure(
        `${checkout}: ${(writes / processorSeconds).toFixed(0)} writes a second of its core, ${(writes / seconds).toFixed(0)} a second, half within ${middleMs.toFixed(0)} ms`,
      )
    },
    async close() {
      await pool.close()
      const ended = new Promise((resolve) => gateway.once('exit', resolve))
      gateway.kill('SIGTERM')
      await ended
      await simulators.stop()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

interface CustomerPage {
  customers: { edges: { node: { id: string } }[]; pageInfo: { endCursor: string | null } }
}
interface Changed {
  done: { receipts: { status: string }[] }
}

const checkouts = process.argv.slice(2)
const opened: Measured[] = []
for (const checkout of checkouts.length > 0 ? checkouts : ['.']) opened.push(await open(checkout))
for (let round = 0; round < rounds; round++) for (const each of opened) await each.measure()
for (const each of opened) await each.close()
