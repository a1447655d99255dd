import { openDatabase } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { describeCrosswalk } from '../../support/crosswalk-suite.ts'
import { prepareStore } from '../../support/prepare-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const dataDir = temporaryFolder()

describe('the crosswalk on the embedded database', () => {
  describeCrosswalk(async () => {
    await prepareStore(dataDir)
    const database = await openDatabase({ dataDir })
    await migrate(database)
    return database
  })
})
