import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { prepareDatabase } from '../../support/prepare-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const dataDir = temporaryFolder()
let database: Database
beforeAll(async () => {
  await prepareDatabase(dataDir)
  database = await openDatabase({ dataDir })
})
afterAll(() => database.close())

const first = { name: '0001-first', statements: ['create table first_step (id int)'] }
const second = {
  name: '0002-second',
  statements: ['create table second_step (id int)', 'insert into first_step values (1)'],
}
const applied = async () =>
  (await database.query('select name from migration order by name', [])).map(({ name }) => name)

test('steps run once, in order, in our schema', async () => {
  await migrate(database, [first])
  await migrate(database, [first, second])
  await migrate(database, [first, second])
  expect(await applied()).toEqual(['0001-first', '0002-second'])
  expect(await database.query('select id from headwater.first_step', [])).toEqual([{ id: 1 }])
})

test('a step that fails leaves nothing of itself', async () => {
  const broken = { name: '0003-broken', statements: ['create table third_step (id int)', 'select nothing'] }
  await expect(migrate(database, [first, second, broken])).rejects.toThrow()
  expect(await applied()).toEqual(['0001-first', '0002-second'])
  expect(await database.query("select to_regclass('headwater.third_step') as it", [])).toEqual([{ it: null }])
})

test('a store of a newer version is refused', async () => {
  await expect(migrate(database, [first])).rejects.toThrow(/0002-second.*newer/)
})

test('a store whose step was another one is refused', async () => {
  const other = { ...second, statements: ['select 1'] }
  await expect(migrate(database, [first, other])).rejects.toThrow(/another form of step 0002-second/)
})
