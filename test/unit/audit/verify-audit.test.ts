import { appendAudit } from '../../../src/audit/append-audit.ts'
import { sealAudit } from '../../../src/audit/create-audit-sealer.ts'
import { verifyAudit } from '../../../src/audit/verify-audit.ts'
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
  for (let index = 0; index < 12; index++) {
    const odd =
      index % 3 === 0 ? { fields: null, person: null, principal: null, facts: { text: 'ü"\\🏨' } } : {}
    await append(auditEntry({ writeId: `write-${index}`, ...odd }))
    // Sealed by parts, as the seconds go.
    if (index % 5 === 0) await sealAudit(database)
  }
  await sealAudit(database)
})
afterAll(() => database.close())

const append = (...entries: Parameters<typeof appendAudit>[1][number][]) =>
  database.transaction((transaction) => appendAudit(transaction, entries))
const verify = (options = {}) => verifyAudit(database, { batchSize: 4, ...options })

/** Does something that the store itself would refuse, lets the test look, and takes it back. */
async function tampered(statement: string, look: () => Promise<void>): Promise<void> {
  await database.query('create table entry_copy as select * from audit_entry', [])
  await database.query('create table chain_copy as select * from audit_chain', [])
  const triggers = (state: string) => database.query(`alter table audit_entry ${state} trigger user`, [])
  await triggers('disable')
  for (const part of statement.split(';')) await database.query(part, [])
  try {
    await look()
  } finally {
    await database.query('delete from audit_entry', [])
    await database.query('insert into audit_entry overriding system value select * from entry_copy', [])
    await database.query(
      'update audit_chain set head_position = c.head_position, head_hash = c.head_hash from chain_copy c',
      [],
    )
    await triggers('enable')
    await database.query('drop table entry_copy, chain_copy', [])
  }
}

test('a chain that nobody touched is whole', async () => {
  const found = await verify()
  expect(found).toMatchObject({ entries: 12, unsealed: 0, firstBad: null, hasKnownHead: null })
  expect(found.anchor).toEqual({ position: 0, hash: '0'.repeat(64) })
  expect(found.head).toEqual({ position: 12, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
})

const tamperings: readonly [name: string, statement: string, position: number, problem: string][] = [
  ['who did it', `update audit_entry set principal = 'key:other' where position = 7`, 7, 'was changed'],
  [
    'a null to a text',
    `update audit_entry set client = '' where position = 7; update audit_entry set client = null where position = 8`,
    7,
    'was changed',
  ],
  ['when', `update audit_entry set at = at + interval '1 millisecond' where position = 5`, 5, 'was changed'],
  ['what came of it', `update audit_entry set facts = '{}' where position = 5`, 5, 'was changed'],
  [
    'a space of the facts',
    `update audit_entry set facts = (facts::text || ' ')::json where position = 5`,
    5,
    'was changed',
  ],
  [
    'whose key it is',
    `update audit_entry set key_id = (select key_id from audit_entry where position = 3) where position = 6`,
    6,
    'was changed',
  ],
  ['the values', `update audit_entry set ciphertext = '\\x00' where position = 6`, 6, 'was changed'],
  [
    'two neighbouring texts',
    `update audit_entry set principal = principal || 'd', client = substr(client, 2) where position = 9`,
    9,
    'was changed',
  ],
  ['a hash', `update audit_entry set hash = repeat('a', 64) where position = 4`, 4, 'was changed'],
  ['a removal in the middle', `delete from audit_entry where position = 6`, 6, 'is missing'],
  ['a removal at the beginning', `delete from audit_entry where position <= 2`, 1, 'is missing'],
  ['a removal at the end', `delete from audit_entry where position >= 11`, 11, 'is missing'],
  [
    'a removal that closes the gap',
    `delete from audit_entry where position = 6; update audit_entry set position = position - 1000 where position > 6; update audit_entry set position = position + 999 where position < 0`,
    6,
    'does not follow the one before it',
  ],
  [
    'two that changed places',
    `update audit_entry set position = -position where position in (4, 5); update audit_entry set position = 9 + position where position < 0`,
    4,
    'does not follow the one before it',
  ],
  [
    'one put in between',
    `update audit_entry set position = -position where position >= 4; update audit_entry set position = 1 - position where position < 0; insert into audit_entry (event, at, facts, position, previous_hash, hash) select 'forged', now(), '{}', 4, hash, repeat('b', 64) from audit_entry where position = 3`,
    4,
    'was changed',
  ],
  [
    'one put behind the end',
    `insert into audit_entry (event, at, facts, position, previous_hash, hash) select 'forged', now(), '{}', 13, hash, repeat('b', 64) from audit_entry where position = 12`,
    13,
    'is not in the chain',
  ],
  [
    'an end that was cut and forgotten',
    `delete from audit_entry where position >= 11; update audit_chain set head_position = 10`,
    10,
    'is not the one that was sealed last',
  ],
]
test.each(tamperings)('%s: found, with its place', async (_name, statement, position, problem) => {
  await tampered(statement, async () => {
    expect((await verify()).firstBad).toEqual({ position, problem })
  })
  expect((await verify()).firstBad).toBeNull()
})

test('a whole chain that was cut well passes by itself, and not beside a head that was written down', async () => {
  const { head } = await verify()
  const cut = `delete from audit_entry where position > 10;
    update audit_chain set head_position = 10, head_hash = (select hash from audit_entry where position = 10)`
  await tampered(cut, async () => {
    expect(await verify({ knownHead: head.hash })).toMatchObject({ firstBad: null, hasKnownHead: false })
  })
})

test('an earlier head stays in the chain', async () => {
  const { head } = await verify()
  await append(auditEntry({ writeId: 'later' }))
  expect(await verify({ knownHead: head.hash })).toMatchObject({ unsealed: 1, hasKnownHead: true })
  await sealAudit(database)
  const later = await verify({ knownHead: head.hash })
  expect(later).toMatchObject({ entries: 13, unsealed: 0, firstBad: null, hasKnownHead: true })
  expect(later.head).not.toEqual(head)
})
