import { randomBytes } from 'node:crypto'
import { Secret } from '../../src/secrets/secret.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'
import type { StoreState } from '../../src/store/store-circuit.ts'
import { createMemorySystem } from '../support/memory-datasource.ts'
import { createMemoryGateway, type MemoryGateway } from '../support/memory-gateway.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { createFaultyProxy, type Fault } from './faulty-database-proxy.ts'

const rows = Array.from({ length: 3 }, (_, n) => ({
  id: `c${n}`,
  givenName: `N${n}`,
  email: `p${n}@example.com`,
}))
const kind = { entity: 'Customer', keys: ['email'] }
const crm = createMemorySystem('CRM', [{ ...kind, fields: ['givenName', 'email'], rows }])
const erp = createMemorySystem('ERP', [
  {
    ...kind,
    fields: ['customerNumber'],
    rows: [{ id: 'e0', customerNumber: 'K0', email: 'p0@example.com' }],
  },
])
const unknownId = '5a3b8c1e-0000-5000-8000-000000000000'

describeNeeding(needsVariables('POSTGRES_URL'), 'a PostgreSQL server that goes away', () => {
  const schema = `test_${randomBytes(6).toString('hex')}`
  const url = new URL(process.env.POSTGRES_URL ?? 'postgres://none')
  const rejections: unknown[] = []
  const onRejection = (error: unknown) => void rejections.push(error)
  let proxy: Awaited<ReturnType<typeof createFaultyProxy>>
  let database: Database
  let gateway: MemoryGateway

  beforeAll(async () => {
    process.on('unhandledRejection', onRejection)
    proxy = await createFaultyProxy(url)
    const behindProxy = new URL(url)
    behindProxy.hostname = '127.0.0.1'
    behindProxy.port = String(proxy.port)
    const datasources = new Map([
      ['CRM', crm.datasource],
      ['ERP', erp.datasource],
    ])
    const openStore = async () => {
      database = await openDatabase({ url: new Secret(behindProxy.href, 'test'), dataDir: '', schema })
      return database
    }
    gateway = await createMemoryGateway(datasources, { openStore })
  }, 30_000)
  afterAll(async () => {
    await gateway.close()
    proxy.close()
    const direct = await openDatabase({ url: new Secret(url.href, 'test'), dataDir: '' })
    await direct.query(`drop schema ${schema} cascade`, [])
    await direct.close()
    process.off('unhandledRejection', onRejection)
  })

  /** How long it took until the store was known to be so, in ms. */
  const becomes = async (state: StoreState): Promise<number> => {
    const startedAt = performance.now()
    if (database.health.state() !== state)
      await new Promise((resolve) => {
        const stop = database.onStateChange((change) => {
          if (change.state !== state) return
          stop()
          resolve(undefined)
        })
      })
    return performance.now() - startedAt
  }
  const read = async (query: string) => JSON.parse(JSON.stringify(await gateway.run(query))) as unknown
  const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
    const startedAt = performance.now()
    return [await work(), performance.now() - startedAt]
  }
  const linked = '{ customer(email: "p0@example.com") { id givenName customerNumber } }'

  test.each<Fault>(['refuse', 'cut', 'swallow'])(
    '%s: linked customers are read on, others are STORE_UNAVAILABLE at once, and it ends within 5 s',
    async (fault) => {
      const healthy = await read(linked)
      expect(healthy).toMatchObject({ data: { customer: { givenName: 'N0', customerNumber: 'K0' } } })
      await database.query('select 1', [])

      await proxy.begin(fault)
      // One statement that is on its way when the server falls silent: only the probe can end it in time.
      const inFlight = timed(() => database.query('select 1', []).catch((error: unknown) => error))
      expect(await becomes('down')).toBeLessThan(8_000)
      const [failure, inFlightMs] = await inFlight
      expect(failure).toMatchObject({ code: 'STORE_UNAVAILABLE' })
      // What is promised is 10 s; a busy machine must not come near it.
      expect(inFlightMs).toBeLessThan(8_000)

      gateway.clock.now += 5 * 60_000
      const [again, linkedMs] = await timed(() => read(linked))
      expect(again).toEqual(healthy)
      const [unknown, unknownMs] = await timed(() =>
        gateway.run(`{ customer(id: "${unknownId}") { givenName } }`),
      )
      expect(unknown.data?.customer).toBeNull()
      expect(unknown.errors?.[0]?.originalError).toMatchObject({ code: 'STORE_UNAVAILABLE' })
      // To ask a silent server would take 5 s.
      expect(Math.max(linkedMs, unknownMs)).toBeLessThan(2_000)

      await proxy.end()
      expect(await becomes('up')).toBeLessThan(5_000)
      expect(await read(`{ customer(id: "${unknownId}") { givenName } }`)).toEqual({
        data: { customer: null },
      })
      expect(await read(linked)).toEqual(healthy)
      expect(rejections).toEqual([])
    },
    25_000,
  )

  test('with nobody asking anything, a server that falls silent is noticed within 10 s', async () => {
    await proxy.begin('swallow')
    expect(await becomes('down')).toBeLessThan(8_000)
    await proxy.end()
    expect(await becomes('up')).toBeLessThan(5_000)
  }, 20_000)
})
