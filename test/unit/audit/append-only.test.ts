import { appendAudit } from '../../../src/audit/append-audit.ts'
import { sealAudit } from '../../../src/audit/create-audit-sealer.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { auditEntry } from './audit-entries.ts'
import { prepareStore } from '../../support/prepare-store.ts'

const dataDir = temporaryFolder()
let database: Database
beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
  const append = (writeId: string) =>
    database.transaction((transaction) => appendAudit(transaction, [auditEntry({ writeId })]))
  await append('sealed')
  await sealAudit(database)
  await append('unsealed')
})
afterAll(() => database.close())

test.each([
  `update audit_entry set principal = 'other' where write_id = 'sealed'`,
  `update audit_entry set principal = 'other' where write_id = 'unsealed'`,
  `update audit_entry set hash = repeat('a', 64) where write_id = 'sealed'`,
  `update audit_entry set position = null, previous_hash = null, hash = null where write_id = 'sealed'`,
  `update audit_entry set position = 2, previous_hash = '', hash = '', principal = 'x' where write_id = 'unsealed'`,
  `insert into audit_entry (event, at, facts, position, previous_hash, hash) values ('forged', now(), '{}', 2, '', '')`,
  `delete from audit_entry where write_id = 'sealed'`,
  `delete from audit_entry where write_id = 'unsealed'`,
  'truncate audit_entry',
])('the trail refuses: %s', async (statement) => {
  await expect(database.query(statement, [])).rejects.toThrow('the audit trail is append-only')
})

test.each([
  `update audit_key set person = 'other' where write_id = 'sealed'`,
  `update audit_key set key = decode(repeat('00', 32), 'hex') where write_id = 'sealed'`,
  `update audit_key set id = gen_random_uuid() where write_id = 'sealed'`,
])('a key refuses: %s', async (statement) => {
  await expect(database.query(statement, [])).rejects.toThrow('gets its person or is destroyed')
})

test.each([`delete from audit_key where write_id = 'sealed'`, 'truncate audit_key cascade'])(
  'keys of entries stay: %s',
  async (statement) => {
    await expect(database.query(statement, [])).rejects.toThrow()
  },
)

test('a key that is destroyed never comes back', async () => {
  await database.query(`select destroy_audit_keys(array['customer-1'])`, [])
  const again = `update audit_key set key = decode(repeat('00', 32), 'hex'), destroyed_at = null where write_id = 'sealed'`
  await expect(database.query(again, [])).rejects.toThrow('gets its person or is destroyed')
})
