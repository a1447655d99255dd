import { createCrosswalk } from '../../../src/identity/create-crosswalk.ts'
import { createDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { openPgliteSessions } from '../../../src/store/pglite-sessions.ts'
import { createWriteBook } from '../../../src/outbox/create-write-book.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { newWrite } from '../../support/write-requests.ts'
import { prepareStore } from '../../support/prepare-store.ts'

const dataDir = temporaryFolder()
let database: Database
const statements: string[] = []

beforeAll(async () => {
  await prepareStore(dataDir)
  const source = await openPgliteSessions(dataDir, 'headwater')
  const acquire = async () => {
    const session = await source.acquire()
    return {
      ...session,
      query: (sql: string, parameters: readonly unknown[]) => {
        statements.push(sql)
        return session.query(sql, parameters)
      },
    }
  }
  database = createDatabase({
    ...{ source: { ...source, acquire }, schema: 'headwater', kind: 'pglite' },
    now: Date.now,
  })
  await migrate(database)
})
afterAll(() => database.close())

test('a write of several systems with a key is put down in three round trips, the audit’s own aside', async () => {
  const book = createWriteBook({ database, crosswalk: createCrosswalk({ database, now: Date.now }) })
  statements.length = 0
  const steps = ['CRM', 'ERP', 'CRS'].map((system) => ({ system }))
  await book.record(newWrite({ idempotency: { key: 'k', fingerprint: 'f' }, steps }))
  const own = statements.filter((sql) => !sql.includes('audit_'))
  expect(own).toEqual(['begin', expect.stringContaining('insert into write_step'), 'commit'])
})
