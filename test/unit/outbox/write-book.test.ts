import { openDatabase } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { describeWriteBook } from '../../support/write-book-suite.ts'
import { prepareStore } from '../../support/prepare-store.ts'

const dataDir = temporaryFolder()

describe('the book of writes on the embedded database', () => {
  describeWriteBook(async () => {
    await prepareStore(dataDir)
    const database = await openDatabase({ dataDir })
    await migrate(database)
    return database
  })
})
