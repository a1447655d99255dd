import type { GraphqlReply } from '../support/kill-harness/careful-client.ts'
import { planMixedWrites } from '../support/kill-harness/mixed-writes.ts'
import { openHarness, type Harness } from '../support/kill-harness/open-harness.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { createFaultyProxy } from './faulty-database-proxy.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'

// G043: while the store is down every write is refused with STORE_UNAVAILABLE before any system is asked to change
// something, and reads go on; once it is back the same write, under its key, is accepted and takes effect once.

describeNeeding(needsVariables('POSTGRES_URL'), 'G043: writes while the PostgreSQL server is away', () => {
  let database: ScratchDatabase
  let proxy: Awaited<ReturnType<typeof createFaultyProxy>>
  let harness: Harness
  beforeAll(async () => {
    database = await createScratchDatabase(process.env.POSTGRES_URL ?? '', 'no_store')
    const behindProxy = new URL(database.url)
    proxy = await createFaultyProxy(new URL(database.url))
    behindProxy.hostname = '127.0.0.1'
    behindProxy.port = String(proxy.port)
    harness = await openHarness({
      environment: { HEADWATER_STORE_URL: behindProxy.href, LOG_LEVEL: 'fatal' },
    })
    await harness.gateway.start()
  }, 120_000)
  afterAll(async () => {
    await harness.close()
    proxy.close()
    await database.drop()
  })

  const vendors = ['hubspot', 'businessCentral', 'opera'] as const
  const changing = /^(create|update|delete|archive|merge|post|put|batch)(?!Read)/
  /** Calls that change something, of all systems. */
  const changes = async () => {
    const counts = await Promise.all(vendors.map((vendor) => harness.simulators.requests(vendor)))
    return counts
      .flatMap((operations) => Object.entries(operations))
      .filter(([operation]) => changing.test(operation))
      .reduce((sum, [, calls]) => sum + calls, 0)
  }
  const codesOf = ({ errors }: GraphqlReply) => errors?.map(({ extensions }) => extensions.code)

  test('each kind of write is refused before anything is changed, reads go on, and it is accepted afterwards', async () => {
    const { client } = harness
    const writes = (await planMixedWrites(client, { count: 5, lanes: 1 })).flat()
    const { id } = writes.find(({ effect }) => effect.kind === 'revision')!.intent.variables
    const read = () =>
      client.ask('query ($id: ID!) { customer(id: $id) { givenName customerNumber } }', { id })
    const healthy = await read()
    expect(healthy.errors).toBeUndefined()
    const before = await changes()

    await proxy.begin('refuse')
    for (const { intent } of writes) {
      const reply = await client.ask(intent.document, intent.variables, intent.role, intent.key)
      expect([intent.document.slice(0, 60), codesOf(reply)]).toEqual([
        intent.document.slice(0, 60),
        ['STORE_UNAVAILABLE'],
      ])
    }
    expect(await read()).toEqual(healthy)
    expect(await changes()).toBe(before)

    await proxy.end()
    for (const { intent } of writes) {
      const { receipts } = await client.send(intent)
      expect(receipts[0]?.status).toBe('APPLIED')
    }
    expect(await changes()).toBeGreaterThan(before)
  }, 120_000)
})
