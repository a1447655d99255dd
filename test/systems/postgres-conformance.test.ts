import { sandboxSchema } from '../../src/cli/fill-sandbox-database.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { openDatabase } from '../../src/store/database.ts'
import type { Fault } from '../../src/conformance/subject.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { describePostgresConformance } from '../support/postgres-conformance.ts'
import { startStatementProxy } from './statement-proxy.ts'
import { createScratchDatabase } from './scratch-databases.ts'

const faults: readonly Fault[] = [
  { kind: 'reset', codes: ['UPSTREAM_UNAVAILABLE'] },
  { kind: 'silence', codes: ['UPSTREAM_TIMEOUT'] },
  { kind: 'renamed', codes: ['UPSTREAM_SCHEMA_DRIFT'] },
]

const ofBytes = 'the proxy sees bytes, not statements; in front of the embedded database they are counted'

describeNeeding(needsVariables('POSTGRES_URL'), 'PostgreSQL conformance', () => {
  describePostgresConformance(
    'PostgreSQL (a server)',
    async () => {
      const scratch = await createScratchDatabase(process.env.POSTGRES_URL ?? '', 'conformance')
      const database = await openDatabase({ url: new Secret(scratch.url, 'test'), dataDir: '' })
      const { url, state, close } = await startStatementProxy(new URL(scratch.url))
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
      'no more is under way at once, and no more asked for in one request, than the vendor allows': ofBytes,
    },
  )
})
