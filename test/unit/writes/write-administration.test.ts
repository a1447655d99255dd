import { createControlClient } from '../../../src/control/control-client.ts'
import { openControlServer, type ControlServer } from '../../../src/control/control-server.ts'
import { createRemoteWrites } from '../../../src/control/remote-writes.ts'
import { writeRoutes } from '../../../src/control/write-routes.ts'
import { readAudit } from '../../../src/audit/read-audit.ts'
import { createCrosswalk } from '../../../src/identity/create-crosswalk.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { createWriteAdministration } from '../../../src/writes/write-administration.ts'
import { createWriteBook } from '../../../src/outbox/create-write-book.ts'
import type { StepOutcome, WriteBook } from '../../../src/writes/write-book.ts'
import { prepareStore } from '../../support/prepare-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { applied, newWrite, outcome } from '../../support/write-requests.ts'

const dataDir = temporaryFolder()
const { catalog } = readCatalog(loadSdl())
let database: Database
let book: WriteBook
let server: ControlServer
/** As a command has it: over the socket. */
const remote = createRemoteWrites(createControlClient(dataDir))

beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
  book = createWriteBook({ database, crosswalk: createCrosswalk({ database, now: Date.now }) })
  const administration = createWriteAdministration({ database, book, catalog, now: Date.now })
  const logger = { unknownError: () => undefined }
  server = await openControlServer({ dataDir, routes: writeRoutes(administration), logger })
}, 60_000)
afterAll(async () => {
  await server.close()
  await database.close()
})
beforeEach(() => database.query('delete from write', []))

const unverified = outcome('NEEDS_REVIEW', {
  reason: { code: 'UNVERIFIED', message: 'nobody knows', theirs: { email: 'held@example.com' } },
})
const ended = async (end: StepOutcome, request: Parameters<typeof newWrite>[0] = {}): Promise<string> => {
  const recorded = await book.record(newWrite(request))
  if (recorded.kind !== 'recorded') throw new Error(recorded.kind)
  for (const claimed of recorded.claimed) await book.settle(claimed, end)
  return recorded.write.id
}
const auditOf = async (writeId: string, event: string) =>
  (await readAudit(database, { filter: { writeId, event }, first: 10, after: null })).entries

test('a list and a write are shown with the names of their fields, and no value of any', async () => {
  const writeId = await ended(unverified)
  const list = await remote.list({
    filter: { states: ['NEEDS_REVIEW'], system: 'CRM' },
    first: 10,
    after: null,
  })
  expect(list).toEqual({ writes: [await remote.show(writeId)], hasNextPage: false })
  expect(list.writes[0]?.steps[0]).toMatchObject({
    fields: ['email'],
    values: null,
    reason: { code: 'UNVERIFIED' },
  })
  expect(JSON.stringify(list)).not.toContain('@example.com')
})

test('values are shown to who asks for them, and the audit trail says who', async () => {
  const writeId = await ended(unverified)
  expect((await remote.showValues(writeId, 'cli:ada')).steps[0]).toMatchObject({
    values: { set: { email: 'new@example.com' }, before: null, theirs: { email: 'held@example.com' } },
  })
  expect(await auditOf(writeId, 'write.values.shown')).toMatchObject([{ principal: 'cli:ada' }])
})

test.each([
  ['retry', 'READY', 'write.retried'],
  ['cancel', 'FAILED', 'write.cancelled'],
] as const)('%s is audited as what the API does is, with who decided', async (verb, state, event) => {
  const writeId = await ended(outcome('DEAD'))
  const { write, isChanged } = await remote[verb](writeId, 'cli:ada')
  expect([write.steps[0]?.state, isChanged]).toEqual([state, true])
  expect(await auditOf(writeId, event)).toMatchObject([{ principal: 'cli:ada', requestId: null }])
})

test('what was applied after all is confirmed with the record that was created, and audited', async () => {
  const steps = [{ kind: 'CREATE' as const, system: 'ERP' }]
  const writeId = await ended(unverified, { entityId: null, steps })
  const { write } = await remote.confirm(writeId, { system: 'ERP', externalId: 'C-1' }, 'cli:ada')
  expect(write.steps[0]).toMatchObject({ state: 'READY', externalId: 'C-1', reason: { code: 'CONFIRMED' } })
  expect(await auditOf(writeId, 'write.confirmed')).toMatchObject([
    { principal: 'cli:ada', system: 'ERP', facts: { mutation: 'updateCustomer', externalId: 'C-1' } },
  ])
})

test('a creation is not confirmed without its record, nor a change with one, nor what needs no review', async () => {
  const created = await ended(unverified, { entityId: null, steps: [{ kind: 'CREATE' }] })
  const changed = await ended(unverified)
  const dead = await ended(outcome('DEAD'))
  const at = (externalId: string | null) => ({ system: 'CRM', externalId })
  await expect(remote.confirm(created, at(null), 'cli:ada')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
  await expect(remote.confirm(changed, at('9'), 'cli:ada')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
  await expect(remote.confirm(dead, at(null), 'cli:ada')).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('of a write that is settled nothing is decided, and nothing audited', async () => {
  const writeId = await ended(applied)
  for (const { isChanged } of [
    await remote.retry(writeId, 'cli:ada'),
    await remote.cancel(writeId, 'cli:ada'),
    await remote.confirm(writeId, { system: 'CRM', externalId: null }, 'cli:ada'),
  ])
    expect(isChanged).toBe(false)
  for (const event of ['write.retried', 'write.cancelled', 'write.confirmed'])
    expect(await auditOf(writeId, event)).toEqual([])
})

test('a write that is not there is said to be none', async () => {
  // Together: one that is refused before it is looked at would be nobody's error meanwhile.
  const asked = await Promise.allSettled([
    remote.show('nothing'),
    remote.showValues('nothing', 'cli:ada'),
    remote.retry('nothing', 'cli:ada'),
    remote.cancel('nothing', 'cli:ada'),
    remote.confirm('nothing', { system: 'CRM', externalId: null }, 'cli:ada'),
  ])
  for (const each of asked) expect(each).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } })
})
