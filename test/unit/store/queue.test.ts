import { openDatabase } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { describeQueue } from '../../support/queue-suite.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { prepareDatabase } from '../../support/prepare-store.ts'

const dataDir = temporaryFolder()

describe('a queue on the embedded database', () => {
  describeQueue(async () => {
    await prepareDatabase(dataDir)
    const database = await openDatabase({ dataDir })
    await migrate(database)
    return database
  })
})
