import { createOpera } from '../../sandbox/opera.ts'
import { sandboxOpera } from '../../sandbox/opera/credentials.ts'
import { createWorld } from '../../sandbox/world/create-world.ts'
import { properties } from '../../sandbox/world/properties.ts'
import { opera } from '../../src/datasources/opera/opera.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { openSimulated, testCall, type SimulatedDatasource } from '../support/simulated-datasource.ts'

// G024: 200 concurrent calls at the end of a token make exactly one token request, and none fails. With the token endpoint
// down the last token serves until its end, then calls fail with UPSTREAM_AUTH, at most one attempt in 30 s.

const world = createWorld()
const guest = world.persons.find(({ crsId }) => crsId !== null)!.crsId!
const [first, ...others] = properties.map(({ code, timeZone }) => ({ code, timeZone }))

let opened: SimulatedDatasource
let skippedMs = 0
beforeAll(async () => {
  opened = await openSimulated({
    simulator: createOpera({ world, now: Date.now, random: () => 0.5 }),
    system: 'CRS',
    now: () => Date.now() + skippedMs,
    patience: {},
    define: (baseUrl) =>
      opera({
        baseUrl,
        clientId: sandboxOpera.clientId,
        clientSecret: new Secret(sandboxOpera.clientSecret, 'test'),
        appKey: new Secret(sandboxOpera.appKey, 'test'),
        hotels: [first!, ...others],
        quota: null,
        maxConcurrent: 20,
      }),
  })
})
afterAll(() => opened.close())

const load = () => opened.datasource.records.get('Customer')!.byId!.load([guest], testCall)
const many = () => Promise.all(Array.from({ length: 200 }, load))
const tokenRequests = async () => (await opened.requests()).getToken ?? 0

/** 80 % of an hour's token is over: it is renewed, while it still serves. */
const renewable = 3_000_000

test('200 concurrent calls make one token request, at first and when it runs out', async () => {
  for (const batch of await many()) expect(batch.records).toHaveLength(1)
  expect(await tokenRequests()).toBe(1)
  skippedMs += 3_700_000
  for (const batch of await many()) expect(batch.records).toHaveLength(1)
  expect(await tokenRequests()).toBe(2)
})

test('with the token endpoint down the last token serves to its end, and one attempt is made in 30 s', async () => {
  await opened.fail({ operation: 'getToken', kind: 'status', value: 503, count: 1_000 })
  await opened.forget()
  skippedMs += renewable
  for (const batch of await many()) expect(batch.records).toHaveLength(1)
  expect(await tokenRequests()).toBe(1)
  skippedMs += 30_000
  for (const batch of await many()) expect(batch.records).toHaveLength(1)
  expect(await tokenRequests()).toBe(2)

  skippedMs += 600_000
  for (const outcome of await Promise.allSettled(Array.from({ length: 200 }, load)))
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'UPSTREAM_AUTH' } })
  expect(await tokenRequests()).toBe(3)

  await opened.heal()
  await expect(load()).rejects.toMatchObject({ code: 'UPSTREAM_AUTH' })
  skippedMs += 30_000
  expect((await load()).records).toHaveLength(1)
})
