import { openDatabase, type Database } from '../../src/datasources/postgres/open-database.ts'
import type { DatasourceTools } from '../../src/datasources/define-datasource.ts'
import { upstreamError } from '../../src/datasources/failures.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'

describeNeeding(needsVariables('POSTGRES_URL'), 'a table that changes while it is read', () => {
  let scratch: ScratchDatabase
  let database: Database
  beforeAll(async () => {
    scratch = await createScratchDatabase(process.env.POSTGRES_URL ?? '', 'changed_table')
    await scratch.query('create table tier (name varchar(10))')
    await scratch.query("insert into tier values ('7')")
    const tools: Pick<DatasourceTools, 'guard' | 'report' | 'failure'> = {
      guard: (_options, call) => call,
      report: () => undefined,
      failure: (failure, cause) => upstreamError({ system: 'DATABASE', vendor: 'test' }, failure, {}, cause),
    }
    const options = { url: new Secret(scratch.url, 'test'), maxConnections: 1 }
    database = openDatabase(options, tools as DatasourceTools)
  })
  afterAll(async () => {
    await database.close()
    await scratch.drop()
  })

  const read = () => {
    const statement = { sql: 'select name from tier where name is not null', parameters: [] }
    return database.select('tier', statement, { signal: new AbortController().signal, requestId: 'test' })
  }

  test('is read as it is then, on the same connection', async () => {
    expect([await read(), await read()]).toEqual([[{ name: '7' }], [{ name: '7' }]])
    await scratch.query('alter table tier alter column name type integer using name::integer')
    expect([await read(), await read()]).toEqual([[{ name: 7 }], [{ name: 7 }]])
  })
})
