import { createDenialTrail } from '../../../src/audit/create-denial-trail.ts'
import type { DenialEvent } from '../../../src/observability/denial-event.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { storeUnavailable } from '../../../src/store/store-error.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { prepareStore } from '../../support/prepare-store.ts'

const dataDir = temporaryFolder()
let database: Database
beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
})
afterAll(() => database.close())

const denial = (differing: Partial<DenialEvent> = {}): DenialEvent => ({
  kind: 'field',
  requestId: 'request-1',
  principal: 'key:desk0001',
  coordinate: 'Customer.creditLimit',
  ...differing,
})
/** Written when it is closed, as nothing waits an hour. */
function openTrail({
  over = database,
  capacity = 100,
}: { over?: Pick<Database, 'health' | 'transaction'>; capacity?: number } = {}) {
  const seen = { dropped: 0, problems: [] as string[] }
  const trail = createDenialTrail({
    database: over,
    now: () => Date.parse('2026-11-28T10:00:00Z'),
    everyMs: 3_600_000,
    capacity,
    onDropped: () => seen.dropped++,
    onProblem: (message) => void seen.problems.push(message),
  })
  return { trail, seen }
}
const written = (requestId: string) =>
  database.query(
    `select event, at, principal, entity, facts from audit_entry where request_id = $1 order by seq`,
    [requestId],
  )

test('a denial of a known caller is an entry: who, when, by which request, what', async () => {
  const { trail } = openTrail()
  trail.denied(denial({ requestId: 'known' }))
  trail.denied(denial({ requestId: 'known', coordinate: 'Order.total' }))
  await trail.close()
  expect(await written('known')).toEqual([
    {
      event: 'denied',
      at: '2026-11-28 10:00:00+00',
      principal: 'key:desk0001',
      entity: 'Customer',
      facts: { kind: 'field', coordinate: 'Customer.creditLimit', times: 1 },
    },
    expect.objectContaining({ entity: 'Order' }),
  ])
})

test('callers whom nobody knows are one entry a round and kind, with how many they were', async () => {
  const { trail, seen } = openTrail({ capacity: 2 })
  const unknown = { principal: null, coordinate: null, requestId: 'unknown' }
  for (let index = 0; index < 1_000; index++) trail.denied(denial({ ...unknown, kind: 'authentication' }))
  trail.denied(denial({ ...unknown, kind: 'rate' }))
  await trail.close()
  expect((await written('unknown')).map(({ facts }) => facts)).toEqual([
    { kind: 'authentication', coordinate: null, times: 1_000 },
    { kind: 'rate', coordinate: null, times: 1 },
  ])
  expect(seen.dropped).toBe(0)
})

test('what does not fit is dropped and counted; what fits is kept', async () => {
  const { trail, seen } = openTrail({ capacity: 3 })
  for (let index = 0; index < 5; index++) trail.denied(denial({ requestId: 'many' }))
  expect(seen.dropped).toBe(2)
  await trail.close()
  expect(await written('many')).toHaveLength(3)
})

test('while the store is away denials are kept, without a word, and written when it is back', async () => {
  let isAway = true
  const over: Pick<Database, 'health' | 'transaction'> = {
    health: { ...database.health, state: () => (isAway ? 'down' : 'up') },
    transaction: (work) => (isAway ? Promise.reject(storeUnavailable()) : database.transaction(work)),
  }
  const seen = { dropped: 0, problems: 0 }
  const trail = createDenialTrail({
    database: over,
    now: Date.now,
    everyMs: 5,
    onDropped: () => seen.dropped++,
    onProblem: () => seen.problems++,
  })
  trail.denied(denial({ requestId: 'away' }))
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await written('away')).toEqual([])
  isAway = false
  await trail.close()
  expect(await written('away')).toHaveLength(1)
  expect(seen).toEqual({ dropped: 0, problems: 0 })
})
