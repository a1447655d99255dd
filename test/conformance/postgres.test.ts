import type { EmbeddedDatabase } from '../../src/datasources/define-datasource.ts'
import { setTimeout as delay } from 'node:timers/promises'
import { sandboxSchema } from '../../src/cli/fill-sandbox-database.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import { openDatabase } from '../../src/store/database.ts'
import type { Fault } from '../../src/conformance/subject.ts'
import { describePostgresConformance } from '../support/postgres-conformance.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { prepareStore } from '../support/prepare-store.ts'

/** SQLSTATEs that the embedded database itself would not give on request, and the two that it can. */
const faults: readonly Fault[] = [
  { kind: '28P01', codes: ['UPSTREAM_AUTH'] },
  { kind: '42501', codes: ['UPSTREAM_AUTH'] },
  { kind: '57014', codes: ['UPSTREAM_TIMEOUT'] },
  { kind: '53300', codes: ['UPSTREAM_UNAVAILABLE'] },
  { kind: '57P01', codes: ['UPSTREAM_UNAVAILABLE'] },
  { kind: 'XX000', codes: ['UPSTREAM_BAD_RESPONSE'] },
  { kind: 'storeDown', codes: ['UPSTREAM_UNAVAILABLE'] },
  { kind: 'renamed', codes: ['UPSTREAM_SCHEMA_DRIFT'] },
]

const folder = temporaryFolder()
let opened = 0

describePostgresConformance('PostgreSQL (embedded)', async () => {
  const dataDir = `${folder}/${(opened += 1)}`
  await prepareStore(dataDir)
  const database = await openDatabase({ dataDir })
  let fault: string | null = null
  let latencyMs = 0
  let measured = { underWay: 0, mostAtOnce: 0, requests: [] as string[] }
  let statements: Record<string, number> = {}
  const failing: EmbeddedDatabase = {
    async query(sql, parameters) {
      statements[sql] = (statements[sql] ?? 0) + 1
      measured.requests.push(`${sql} ${parameters.flat().join(' ')}`)
      measured.underWay += 1
      measured.mostAtOnce = Math.max(measured.mostAtOnce, measured.underWay)
      if (latencyMs > 0) await delay(latencyMs)
      measured.underWay -= 1
      if (fault === 'storeDown') throw new GatewayError('STORE_UNAVAILABLE', 'the database is gone')
      if (fault === 'dropAfterApply') {
        fault = null
        await database.query(sql, parameters)
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' })
      }
      if (fault !== null && fault !== 'renamed')
        throw Object.assign(new Error(`failed in "customer_profile": ${sql}`), { code: fault })
      return database.query(sql, parameters)
    },
  }
  const rename = (from: string, to: string) => database.query(`alter schema ${from} rename to ${to}`, [])
  return {
    query: database.query,
    connect: { embedded: true },
    embeddedDatabase: failing,
    upstream: {
      faults,
      // By text: a value that became SQL would be a statement of its own.
      requests: () => Promise.resolve(statements),
      forget() {
        statements = {}
        measured = { ...measured, mostAtOnce: 0, requests: [] }
        return Promise.resolve()
      },
      measure: () => Promise.resolve(measured),
      async fail({ kind, value = 0 }) {
        if (kind === 'latency') latencyMs = value
        else fault = kind
        if (kind === 'renamed') await rename(sandboxSchema, 'elsewhere')
      },
      async heal() {
        if (fault === 'renamed') await rename('elsewhere', sandboxSchema)
        fault = null
        latencyMs = 0
      },
    },
    credentials: [],
    upstreamTexts: ['customer_profile', 'shop_order', sandboxSchema, 'select ', 'the database is gone'],
    close: database.close,
  }
})
