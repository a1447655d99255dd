import { appendAudit } from '../../../src/audit/append-audit.ts'
import { sealAudit } from '../../../src/audit/create-audit-sealer.ts'
import { purgeAudit } from '../../../src/audit/purge-audit.ts'
import { verifyAudit } from '../../../src/audit/verify-audit.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { auditEntry } from './audit-entries.ts'
import { prepareStore } from '../../support/prepare-store.ts'

const dataDir = temporaryFolder()
const day = 86_400_000
let database: Database
beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
  const now = Date.now()
  const entries = [90, 80, 70, 60, 5, 4].map((age) =>
    auditEntry({ at: now - age * day, writeId: `${age} days` }),
  )
  for (const entry of entries) await database.transaction((transaction) => appendAudit(transaction, [entry]))
  await sealAudit(database)
})
afterAll(() => database.close())

test('the oldest entries go, with their keys, and the rest verifies from the hash of the last one removed', async () => {
  const [fourth] = await database.query('select hash from audit_entry where position = 4', [])
  const { head } = await verifyAudit(database)
  expect(await purgeAudit(database, Date.now() - 50 * day, Date.now())).toBe(4)
  await sealAudit(database)
  const found = await verifyAudit(database, { knownHead: head.hash })
  expect(found).toMatchObject({
    anchor: { position: 4, hash: fourth?.hash },
    entries: 3,
    firstBad: null,
    hasKnownHead: true,
  })
  expect(await database.query(`select write_id from audit_key order by write_id`, [])).toEqual([
    { write_id: '4 days' },
    { write_id: '5 days' },
  ])
})

test('the removal is in the trail', async () => {
  const rows = await database.query(
    `select principal, facts from audit_entry where event = 'audit.purged'`,
    [],
  )
  expect(rows).toMatchObject([{ principal: 'headwater', facts: { entries: 4 } }])
})

test('again, there is nothing to remove and nothing to tell', async () => {
  expect(await purgeAudit(database, Date.now() - 50 * day, Date.now())).toBe(0)
  expect(await database.query(`select from audit_entry where event = 'audit.purged'`, [])).toHaveLength(1)
})

test('what is younger than 30 days stays, whoever asks', async () => {
  await expect(purgeAudit(database, Date.now() - 3 * day, Date.now())).rejects.toThrow('last 30 days')
})

test('an entry that is put back is found', async () => {
  await database.query('alter table audit_entry disable trigger user', [])
  await database.query(
    `insert into audit_entry (event, at, facts, position, previous_hash, hash) values ('old', now(), '{}', 4, '', '')`,
    [],
  )
  expect((await verifyAudit(database)).firstBad).toEqual({ position: 4, problem: 'is not in the chain' })
})
