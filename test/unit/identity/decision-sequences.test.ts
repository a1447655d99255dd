import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { checkDecisionSequences } from '../../support/decision-sequences.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { prepareStore } from '../../support/prepare-store.ts'

const dataDir = temporaryFolder()
let database: Database
beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
})
afterAll(() => database.close())

test('whatever matching and people do, each record is of one entity, and what people parted stays so', async () => {
  await checkDecisionSequences(database, 8)
}, 300_000)
