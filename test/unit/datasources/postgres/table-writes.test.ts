import type { Datasource } from '../../../../src/datasources/datasource.ts'
import { mayHaveApplied } from '../../../../src/datasources/failures.ts'
import { at } from '../../../../src/datasources/mapping.ts'
import { postgres } from '../../../../src/datasources/postgres/postgres.ts'
import { openDatabase, type Database } from '../../../../src/store/database.ts'
import { call } from '../../../support/postgres-datasource-suite.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { prepareStore } from '../../../support/prepare-store.ts'

type Table = Parameters<typeof postgres>[0]['tables'][string]

const table: Table = {
  table: 'guest',
  schema: 'company',
  id: 'key',
  columns: {
    code: 'key',
    email: 'mail',
    segment: 'segment',
    fixed: { ...at('segment'), write: undefined as never },
  },
}
const dataDir = temporaryFolder()
let database: Database
const opened: Datasource[] = []

beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await database.query('create schema company', [])
  await database.query(
    'create table company.guest (key text primary key, mail text unique, segment text)',
    [],
  )
})
afterAll(async () => {
  await Promise.all(opened.map((datasource) => datasource.close()))
  await database.close()
})
beforeEach(() => database.query('truncate company.guest', []))

function open(more: Partial<Table>) {
  const datasource = postgres({ embedded: true, tables: { Guest: { ...table, ...more } } }).open({
    system: 'DATABASE',
    now: Date.now,
    onEvent: () => undefined,
    warn: () => undefined,
    embeddedDatabase: database,
  })
  opened.push(datasource)
  return datasource.records.get('Guest')!
}

const adding = () => open({ writable: ['segment'], create: { fields: ['code', 'email'] } }).writing!
const guest = (values: Record<string, unknown>) => ({ values, reference: 'hw-1' })

test('a table of which nothing is declared writable is only read', () => {
  expect(open({}).writing).toBeNull()
})

test('a table is only added to, or taken from, where that is declared', () => {
  const { create, remove, readOnly } = open({ writable: ['segment'] }).writing!
  expect([create, remove]).toEqual([null, null])
  expect(readOnly.get('email')).toBe('the gateway may only read it')
})

test.each(['nothing', 'fixed'])('%s cannot be declared writable: no column of it can be set', (field) => {
  expect(() => open({ writable: [field] })).toThrow(
    `PostgreSQL: Guest.${field} is not mapped to columns that can be set, so it cannot be writable.`,
  )
})

test('a value that another row has is a conflict that names its field, and has no effect', async () => {
  const { create } = adding()
  await create!.run(guest({ code: 'A', email: 'anna@example.com' }), call)
  const taken = create!.run(guest({ code: 'B', email: 'anna@example.com' }), call)
  await expect(taken).rejects.toMatchObject({ code: 'CONFLICT', details: { field: 'email' } })
  expect(mayHaveApplied(await taken.catch((error: unknown) => error))).toBe(false)
  expect(await database.query('select key from company.guest', [])).toEqual([{ key: 'A' }])
})

test('without a reference a row is found by the id that it was given, if it is still what was added', async () => {
  const { create } = adding()
  const record = guest({ code: 'A', segment: 'GOLD' })
  expect(create!.honoursKey).toBe(false)
  expect(await create!.findApplied!(record, call)).toBe('ABSENT')
  await create!.run(record, call)
  expect(await create!.findApplied!(record, call)).toMatchObject({ externalId: 'A' })
  expect(await create!.findApplied!(guest({ code: 'A', segment: 'BASIC' }), call)).toBe('UNKNOWN')
  expect(await create!.findApplied!(guest({ segment: 'GOLD' }), call)).toBe('UNKNOWN')
})

test('a row that is not there is not found, whichever version was wanted of it', async () => {
  const { patch } = open({ writable: ['segment'], version: 'mail' }).writing!
  const attempt = { externalId: 'none', values: { segment: 'GOLD' }, reference: 'hw-1' }
  for (const ifVersion of [null, 'x'])
    await expect(patch!.run({ ...attempt, ifVersion }, call)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      effect: 'NONE',
    })
})
