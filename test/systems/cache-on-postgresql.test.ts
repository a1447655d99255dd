import { cast } from '../../sandbox/world/cast.ts'
import { openHarness, type Harness } from '../support/kill-harness/open-harness.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'
import { createWorld } from '../../sandbox/world/create-world.ts'

// G062 at two replicas: what was written at one is what the other shows, at once, with and without a Redis between them.

const heardWithinMs = 500

describe.each([
  ['on one PostgreSQL and one Redis', ['POSTGRES_URL', 'REDIS_URL']],
  ['on one PostgreSQL', ['POSTGRES_URL']],
])('two gateways %s', (_name, needs) => {
  describeNeeding(needsVariables(...needs), 'with the cache on', () => {
    let database: ScratchDatabase
    let harness: Harness
    beforeAll(async () => {
      database = await createScratchDatabase(process.env.POSTGRES_URL ?? '', 'cache')
      const redis = needs.includes('REDIS_URL') ? (process.env.REDIS_URL ?? '') : ''
      const environment = {
        HEADWATER_CACHE: 'on',
        HEADWATER_STORE_URL: database.url,
        HEADWATER_REDIS_URL: redis,
      }
      harness = await openHarness({ environment })
      await harness.gateway.start()
    }, 120_000)
    afterAll(async () => {
      await harness.close()
      await database.drop()
    })

    test('a write at one is read at the other at once, whatever that has kept', async () => {
      const replica = await harness.startReplica()
      try {
        const { email } = createWorld().persons[cast.showcase - 1]!
        const find = 'query ($email: EmailAddress!) { customer(email: $email) { id } }'
        const found = await harness.client.ask(find, { email }, 'developer')
        const id = (found.data?.customer as { id: string }).id
        const document = `query ($id: ID!) { customer(id: $id) { company vipLevel orders(first: 20) { edges { node { number } } } } }`
        const read = async () => {
          const { data, errors } = await replica.client.ask(document, { id }, 'developer')
          if (errors) throw new Error(JSON.stringify(errors))
          return data?.customer as { company: string; vipLevel: string }
        }
        await read()
        for (let n = 0; n < 25; n++) {
          await read()
          const change = `mutation ($id: ID!, $company: String!) { updateCustomer(id: $id, input: { company: $company }) { receipts { system status } } }`
          const { data, errors } = await harness.client.ask(change, { id, company: `At one ${n}` }, 'sales')
          expect([errors, data]).toEqual([
            undefined,
            { updateCustomer: { receipts: expect.arrayContaining([{ system: 'CRM', status: 'APPLIED' }]) } },
          ])
          // Notes of PostgreSQL are heard beside requests, not before them: on a busy machine some milliseconds later.
          const answeredAt = performance.now()
          while ((await read()).company !== `At one ${n}`)
            expect(performance.now() - answeredAt).toBeLessThan(heardWithinMs)
          // Once heard, nothing older is shown.
          for (let again = 0; again < 3; again++) expect((await read()).company).toBe(`At one ${n}`)
        }
        // It was the cache that answered between the writes.
        expect(await replica.readMetric('headwater_cache_reads_total', { outcome: 'hit' })).toBeGreaterThan(0)
      } finally {
        await replica.gateway.stop()
      }
    }, 120_000)
  })
})
