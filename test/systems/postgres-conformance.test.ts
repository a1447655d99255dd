import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { sandboxSchema } from '../../src/cli/fill-sandbox-database.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { openDatabase } from '../../src/store/database.ts'
import type { Fault } from '../../src/conformance/subject.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { describePostgresConformance } from '../support/postgres-conformance.ts'
import { createScratchDatabase } from './scratch-databases.ts'

const faults: readonly Fault[] = [
  { kind: 'reset', codes: ['UPSTREAM_UNAVAILABLE'] },
  { kind: 'silence', codes: ['UPSTREAM_TIMEOUT'] },
  { kind: 'renamed', codes: ['UPSTREAM_SCHEMA_DRIFT'] },
]

/** Stands before a real server: counts statements by their text, and breaks or holds up what goes through. */
async function startProxy(target: URL) {
  const open = new Set<Socket>()
  const state: { fault: string | null; statements: Record<string, number> } = { fault: null, statements: {} }
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from)
      from.on('error', () => undefined)
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
      from.on('data', (chunk) => {
        // CommandComplete: the change is committed, and its answer is lost.
        const isApplied =
          from === upstream && /C\0\0\0.(?:INSERT|UPDATE|DELETE) /.test(chunk.toString('latin1'))
        const isLost = state.fault === 'dropAfterApply' && isApplied
        if (state.fault === 'reset' || isLost) from.destroy()
        else if (state.fault !== 'silence') to.write(chunk)
        if (from !== client) return
        // A statement ends with NUL, its values come after it.
        for (const [sql] of chunk.toString('latin1').matchAll(/select [^\0]+(?=\0)/g))
          state.statements[sql] = (state.statements[sql] ?? 0) + 1
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    state,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        for (const socket of open) socket.destroy()
      }),
  }
}

describeNeeding(needsVariables('POSTGRES_URL'), 'PostgreSQL conformance', () => {
  describePostgresConformance(
    'PostgreSQL (a server)',
    async () => {
      const scratch = await createScratchDatabase(process.env.POSTGRES_URL ?? '', 'conformance')
      const database = await openDatabase({ url: new Secret(scratch.url, 'test'), dataDir: '' })
      const { url, state, close } = await startProxy(new URL(scratch.url))
      const rename = (from: string, to: string) => scratch.query(`alter schema ${from} rename to ${to}`)
      return {
        query: database.query,
        connect: { url: new Secret(url, 'test'), timeoutMs: 500 },
        embeddedDatabase: null,
        upstream: {
          faults,
          requests: () => Promise.resolve(state.statements),
          forget() {
            state.statements = {}
            return Promise.resolve()
          },
          async fail({ kind }) {
            state.fault = kind
            if (kind === 'renamed') await rename(sandboxSchema, 'elsewhere')
          },
          async heal() {
            if (state.fault === 'renamed') await rename('elsewhere', sandboxSchema)
            state.fault = null
          },
        },
        credentials: [new URL(url).password].filter((text) => text !== ''),
        upstreamTexts: ['127.0.0.1', new URL(url).port, 'customer_profile', 'shop_order', 'select '],
        async close() {
          await close()
          await database.close()
          await scratch.drop()
        },
      }
    },
    {
      'no more is under way at once, and no more asked for in one request, than the vendor allows':
        'the proxy sees bytes, not statements; the embedded database counts them',
    },
  )
})
