import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Call } from '../../src/datasources/call.ts'
import type { Datasource } from '../../src/datasources/datasource.ts'
import { postgres } from '../../src/datasources/postgres/postgres.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { createFaultyProxy } from './faulty-database-proxy.ts'

describeNeeding(
  needsVariables('POSTGRES_URL'),
  'the PostgreSQL datasource on connections that vanished',
  () => {
    const url = new URL(process.env.POSTGRES_URL ?? 'postgres://none')
    const schema = `test_${randomBytes(6).toString('hex')}`
    let server: Database
    let proxy: Awaited<ReturnType<typeof createFaultyProxy>>
    let datasource: Datasource

    beforeAll(async () => {
      server = await openDatabase({ url: new Secret(url.href, 'a test'), dataDir: '' })
      await server.query(`create schema ${schema}`, [])
      await server.query(`create table ${schema}.guests (id text primary key, name text)`, [])
      await server.query(`insert into ${schema}.guests values ('1', 'Anna')`, [])
      proxy = await createFaultyProxy(url)
      const behindProxy = new URL(url)
      behindProxy.host = `127.0.0.1:${proxy.port}`
      datasource = postgres({
        url: new Secret(behindProxy.href, 'a test'),
        tables: {
          Customer: {
            schema,
            table: 'guests',
            id: { column: 'id', type: 'text' },
            columns: { givenName: 'name' },
          },
        },
      }).open({
        system: 'DATABASE',
        now: Date.now,
        onEvent: () => undefined,
        warn: () => undefined,
        embeddedDatabase: null,
      })
    }, 30_000)
    afterAll(async () => {
      await datasource.close()
      proxy.close()
      await server.query(`drop schema ${schema} cascade`, [])
      await server.close()
    })

    const load = async (call: Partial<Call> = {}) => {
      const whole = { signal: new AbortController().signal, requestId: 'test', ...call }
      const startedAt = performance.now()
      const { byId } = datasource.records.get('Customer')!
      const outcome = await byId!.load(['1'], whole).then(
        ({ records }) => records.length,
        (error: unknown) => (error as { code: string }).code,
      )
      return { outcome, tookMs: performance.now() - startedAt }
    }

    test('the first of several is noticed within 8 s, also when its request ended before, and all are replaced then', async () => {
      const together = await Promise.all(Array.from({ length: 4 }, () => load()))
      expect(together.map(({ outcome }) => outcome)).toEqual([1, 1, 1, 1])
      await proxy.begin('swallow')
      const whole = load()
      // Its own budget ends sooner; what it found out is known all the same.
      const budgeted = await load({
        signal: AbortSignal.timeout(1_000),
        deadlineAt: performance.now() + 1_000,
      })
      expect(budgeted.outcome).toBe('UPSTREAM_TIMEOUT')
      const { outcome, tookMs } = await whole
      expect(outcome).toBe('UPSTREAM_TIMEOUT')
      expect(tookMs).toBeLessThan(8_000)
      await proxy.end()
      await delay(1_000)
      const after = await load()
      expect(after.outcome).toBe(1)
      // A connection that is half open would cost 7 s.
      expect(after.tookMs).toBeLessThan(5_000)
    }, 30_000)
  },
)
