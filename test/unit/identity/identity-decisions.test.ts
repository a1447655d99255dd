import { openDatabase } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { describeIdentityDecisions } from '../../support/identity-decisions-suite.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { prepareStore } from '../../support/prepare-store.ts'

const dataDir = temporaryFolder()

describe("people's decisions of identities on the embedded database", () => {
  describeIdentityDecisions(async () => {
    await prepareStore(dataDir)
    const database = await openDatabase({ dataDir })
    await migrate(database)
    return database
  })
})
