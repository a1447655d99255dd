import { sql } from 'kysely'
import { appendAudit } from '../../../src/audit/append-audit.ts'
import type { AuditEntry } from '../../../src/audit/audit-trail.ts'
import { decryptFields } from '../../../src/audit/encrypt-fields.ts'
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
})
afterAll(() => database.close())

const append = (...entries: AuditEntry[]) =>
  database.transaction((transaction) => appendAudit(transaction, entries))
const count = async (table: string) =>
  Number((await database.query(`select count(*) as count from ${table}`, []))[0]?.count)
const keysOf = async (writeId: string) =>
  (
    await sql<{ person: string | null; key: Uint8Array }>`
      select person, key from audit_key where write_id = ${writeId} order by person`.execute(database.kysely)
  ).rows

test('an entry has what it was given, its values encrypted alone', async () => {
  await append(auditEntry({ writeId: 'whole' }))
  const row = await database.kysely
    .selectFrom('audit_entry')
    .innerJoin('audit_key', 'audit_key.id', 'audit_entry.key_id')
    .selectAll('audit_entry')
    .select(['person', 'key'])
    .where('audit_entry.write_id', '=', 'whole')
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({
    event: 'customer.updated',
    at: '2026-11-28 10:00:00.123+00',
    principal: 'key:desk0001',
    client: 'desk',
    request_id: 'request-1',
    entity: 'Customer',
    entity_id: 'customer-1',
    system: null,
    facts: { mutation: 'updateCustomer' },
    person: 'customer-1',
    hash: null,
  })
  expect(Buffer.from(row.ciphertext!).toString('latin1')).not.toContain('example.com')
  expect(decryptFields(row.ciphertext!, row.key!)).toEqual({
    email: { before: 'old@example.com', after: 'new@example.com' },
  })
})

test('a transaction that is rolled back leaves neither entry nor key', async () => {
  const before = [await count('audit_entry'), await count('audit_key')]
  const failed = database.transaction(async (transaction) => {
    await appendAudit(transaction, [auditEntry()])
    throw new Error('the write was not recorded')
  })
  await expect(failed).rejects.toThrow('not recorded')
  expect([await count('audit_entry'), await count('audit_key')]).toEqual(before)
})

test('it is one statement, however many entries and persons', async () => {
  let statements = 0
  await database.transaction((transaction) => {
    const counted = transaction.withPlugin({
      transformQuery({ node }) {
        statements++
        return node
      },
      transformResult: ({ result }) => Promise.resolve(result),
    })
    return appendAudit(counted, [
      auditEntry({ person: 'a', writeId: 'many' }),
      auditEntry({ person: 'b', writeId: 'many' }),
      auditEntry({ person: 'a', writeId: 'many', fields: null }),
    ])
  })
  expect(statements).toBe(1)
  expect((await keysOf('many')).map(({ person }) => person)).toEqual(['a', 'b'])
})

test('entries of one call keep their order', async () => {
  const events = Array.from({ length: 200 }, (_, index) => `event ${index}`)
  await append(...events.map((event) => auditEntry({ event, writeId: 'ordered', fields: null })))
  const rows = await database.query(
    `select event from audit_entry where write_id = 'ordered' order by seq`,
    [],
  )
  expect(rows.map(({ event }) => event)).toEqual(events)
})

test('values about somebody not known yet become theirs with the first entry that says who it was', async () => {
  await append(auditEntry({ writeId: 'create', entityId: null, person: null }))
  expect(await keysOf('create')).toMatchObject([{ person: null }])
  await append(
    auditEntry({ writeId: 'create', event: 'customer.created.outcome', fields: null, person: 'new' }),
  )
  expect(await keysOf('create')).toMatchObject([{ person: 'new' }])
  await append(auditEntry({ writeId: 'create', fields: null, person: 'another' }))
  expect(await keysOf('create')).toMatchObject([{ person: 'new' }])
})

test('values of nobody and of no write are refused', async () => {
  await expect(append(auditEntry({ writeId: null, person: null }))).rejects.toThrow(TypeError)
})

test('text of any kind comes back as it was', async () => {
  const facts = { odd: 'a "quoted" \\ text\n\u2028 with 🏨 and é' }
  await append(auditEntry({ writeId: 'odd', principal: 'ключ:"1"', facts }))
  const [row] = await database.query(`select principal, facts from audit_entry where write_id = 'odd'`, [])
  expect(row).toEqual({ principal: 'ключ:"1"', facts })
})
