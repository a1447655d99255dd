import { erasePerson } from '../../../src/audit/erase-person.ts'
import { createCrosswalk } from '../../../src/identity/create-crosswalk.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { createWriteBook } from '../../../src/outbox/create-write-book.ts'
import { eraseValues } from '../../../src/outbox/erase-values.ts'
import type { StepOutcome, WriteBook } from '../../../src/writes/write-book.ts'
import { prepareStore } from '../../support/prepare-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { applied, auditEntry, newWrite, outcome } from '../../support/write-requests.ts'

const dataDir = temporaryFolder()
let database: Database
let book: WriteBook
const erase = (customer: string) =>
  erasePerson(database, { customer, principal: 'operator', at: Date.now() }, eraseValues)

beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
  book = createWriteBook({ database, crosswalk: createCrosswalk({ database, now: Date.now }) })
}, 60_000)
afterAll(() => database.close())
beforeEach(() => database.query('delete from write', []))

const settled = async (request: Parameters<typeof newWrite>[0], end: StepOutcome): Promise<string> => {
  const write = newWrite(request)
  const recorded = await book.record({ ...write, audit: auditEntry(write.id) })
  if (recorded.kind !== 'recorded') throw new Error(recorded.kind)
  for (const claimed of recorded.claimed) await book.settle(claimed, end)
  return write.id
}
const stepOf = async (writeId: string) => (await book.find(writeId))?.steps[0]

test('values of a settled write about a customer are gone, those before and those of a conflict too; which fields stays', async () => {
  const theirs = { email: 'held@example.com' }
  const reason = { code: 'CONFLICT', message: 'other version', theirs }
  const steps = [{ before: { email: 'old@example.com' } }]
  const writeId = await settled({ entityId: 'ada', steps }, outcome('REJECTED', { reason }))
  expect(await erase('ada')).toMatchObject({ writes: { cleared: 1, waiting: [] } })
  expect(await stepOf(writeId)).toMatchObject({
    ...{ state: 'REJECTED', values: { email: null }, before: null },
    reason: { code: 'CONFLICT', message: 'other version' },
  })
  const rows = await database.query(
    'select new_values::text || coalesce(old_values::text, $1) || reason::text as text from write_step',
    [''],
  )
  expect(JSON.stringify(rows)).not.toContain('@example.com')
})

test('so are those of whatever else carries values of theirs: a booking', async () => {
  const steps = [{ entity: 'Booking', entityId: 'b1', system: 'CRS', values: { specialRequests: 'cot' } }]
  const booking = { entity: 'Booking', entityId: 'b1', person: 'ada', steps }
  const writeId = await settled(booking, applied)
  await erase('ada')
  expect(await stepOf(writeId)).toMatchObject({ values: { specialRequests: null } })
})

test('those under an id that was theirs once are, those of others are not', async () => {
  await database.query(
    `insert into alias (entity, alias, id, created_at) values ('Customer', 'ada-before', 'ada', now())`,
    [],
  )
  const [before, other] = [
    await settled({ entityId: 'ada-before' }, applied),
    await settled({ entityId: 'ben' }, applied),
  ]
  await erase('ada')
  expect(await stepOf(before)).toMatchObject({ values: { email: null } })
  expect(await stepOf(other)).toMatchObject({ values: { email: 'new@example.com' } })
})

test('what is not settled keeps them, and is named; once it is settled, they go', async () => {
  const writeId = await settled({ entityId: 'ada' }, outcome('NEEDS_REVIEW'))
  expect(await erase('ada')).toMatchObject({ writes: { cleared: 0, waiting: [writeId] } })
  expect(await stepOf(writeId)).toMatchObject({ values: { email: 'new@example.com' } })
  await book.cancel(writeId, auditEntry(writeId))
  expect(await erase('ada')).toMatchObject({ writes: { cleared: 1, waiting: [] } })
})
