import { appendAudit } from '../../../src/audit/append-audit.ts'
import { sealAudit } from '../../../src/audit/create-audit-sealer.ts'
import { erasePerson } from '../../../src/audit/erase-person.ts'
import { readAudit } from '../../../src/audit/read-audit.ts'
import { verifyAudit } from '../../../src/audit/verify-audit.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { eraseValues } from '../../../src/outbox/erase-values.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { auditEntry } from './audit-entries.ts'
import { prepareStore } from '../../support/prepare-store.ts'

const nothingElse = { cleared: 0, waiting: [] }
const dataDir = temporaryFolder()
let database: Database
const append = (...entries: Parameters<typeof appendAudit>[1][number][]) =>
  database.transaction((transaction) => appendAudit(transaction, entries))
const statesOf = async (writeId: string) =>
  (await readAudit(database, { filter: { writeId }, first: 10, after: null })).entries.map(
    ({ values }) => values.state,
  )
const erase = (customer: string) =>
  erasePerson(
    database,
    { customer, principal: 'operator', at: Date.parse('2026-11-28T11:00:00Z') },
    eraseValues,
  )

beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
  const created = { writeId: 'create', event: 'customer.created' }
  await append(auditEntry({ ...created, person: null, entityId: null }))
  await append(auditEntry({ ...created, person: 'ada', fields: null }))
  await append(
    auditEntry({ writeId: 'update', person: 'ada' }),
    auditEntry({ writeId: 'other', person: 'ben' }),
  )
  await append(auditEntry({ writeId: 'merged', person: 'ada-before' }))
  await database.query(
    `insert into alias (entity, alias, id, created_at) values ('Customer', 'ada-before', 'ada', now())`,
    [],
  )
  await sealAudit(database)
})
afterAll(() => database.close())

test('a customer of whom there is nothing is not said to be erased', async () => {
  await expect(erase('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('values of an erased person are gone wherever they were, those of others stay, and the chain is whole', async () => {
  expect(await statesOf('update')).toEqual(['KEPT'])
  const { head } = await verifyAudit(database)
  // By the id that was hers once: it is the same person.
  expect(await erase('ada-before')).toEqual({ destroyed: 3, writes: nothingElse })
  expect(await statesOf('update')).toEqual(['ERASED'])
  expect(await statesOf('create')).toEqual(['NONE', 'ERASED'])
  expect(await statesOf('merged')).toEqual(['ERASED'])
  expect(await statesOf('other')).toEqual(['KEPT'])
  await sealAudit(database)
  expect(await verifyAudit(database, { knownHead: head.hash })).toMatchObject({
    firstBad: null,
    hasKnownHead: true,
  })
})

test('no key of an erased person is in the store', async () => {
  const left = await database.query(
    `select 1 from audit_key where person like 'ada%' and key is not null`,
    [],
  )
  expect(left).toEqual([])
})

test('the erasure is in the trail: who, whom, when', async () => {
  const { entries } = await readAudit(database, { filter: { event: 'audit.erased' }, first: 10, after: null })
  expect(entries).toMatchObject([
    {
      principal: 'operator',
      entityId: 'ada-before',
      facts: { keys: 3, changes: 0 },
      at: Date.parse('2026-11-28T11:00:00Z'),
    },
  ])
})

test('what is written after an erasure can be read, and erased in its turn', async () => {
  await append(auditEntry({ writeId: 'again', person: 'ada' }))
  expect(await statesOf('again')).toEqual(['KEPT'])
  expect(await erase('ada')).toEqual({ destroyed: 1, writes: nothingElse })
  expect(await statesOf('again')).toEqual(['ERASED'])
})
