import { createHubspot } from '../../sandbox/hubspot.ts'
import { hubspotCredentials } from '../../sandbox/hubspot/credentials.ts'
import { createWorld } from '../../sandbox/world/create-world.ts'
import { hubspot } from '../../src/datasources/hubspot/hubspot.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { openSimulated, testCall, type SimulatedDatasource } from '../support/simulated-datasource.ts'

// G022: of a batch of 100 ids of which every third failed and two are missing, in any order, one record twice and one
// that nobody asked for, the 64 good ones are right by their id, and each failed one has its own error.

interface WireContact {
  id: string
  properties: { firstname?: string }
}

const world = createWorld()
const [stranger = '', ...others] = world.persons.flatMap(({ crmId }) => crmId ?? [])
const ids = others.slice(0, 100)
const failed = ids.filter((_, index) => index % 3 === 0)
const missing = [ids[1]!, ids[2]!]

let opened: SimulatedDatasource
let wire: ReadonlyMap<string, WireContact>
beforeAll(async () => {
  const simulator = createHubspot({ world, now: Date.now })
  wire = simulator.records.contacts as unknown as ReadonlyMap<string, WireContact>
  for (const operation of simulator.operations) {
    if (operation.name !== 'batchReadContacts') continue
    const answer = operation.handle.bind(operation)
    operation.handle = async (request) => {
      const reply = await answer(request)
      const { results } = reply.body as { results: WireContact[] }
      const good = results.filter(({ id }) => !failed.includes(id) && !missing.includes(id))
      const shuffled = [...good.toReversed(), good[0]!, wire.get(stranger)!]
      const errors = failed.map((id) => ({
        status: 'error',
        category: 'RATE_LIMITS',
        message: 'invented for this test',
        context: { ids: [id] },
      }))
      return {
        ...reply,
        status: 207,
        body: { status: 'COMPLETE', results: shuffled, errors, numErrors: errors.length },
      }
    }
  }
  opened = await openSimulated({
    simulator,
    system: 'CRM',
    define: (baseUrl) => hubspot({ token: new Secret(hubspotCredentials.token, 'test'), baseUrl }),
  })
})
afterAll(() => opened.close())

test('64 good ones are right by id, 34 have their own error, 2 are missing', async () => {
  expect(ids).toHaveLength(100)
  const { records, failures } = await opened.datasource.records.get('Customer')!.byId!.load(ids, testCall)
  const byId = new Map(
    records.filter(({ externalId }) => ids.includes(externalId)).map((one) => [one.externalId, one]),
  )
  expect(byId.size).toBe(64)
  for (const [id, { values }] of byId)
    expect(values.givenName).toBe(wire.get(id)!.properties.firstname || null)
  expect([...failures.keys()].toSorted()).toEqual(failed.toSorted())
  for (const error of failures.values())
    expect(error).toMatchObject({ code: 'RATE_LIMITED', details: { system: 'CRM' } })
  for (const id of missing) expect(byId.has(id) || failures.has(id)).toBe(false)
})
