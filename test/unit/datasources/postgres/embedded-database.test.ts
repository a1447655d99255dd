import { openDatabase } from '../../../../src/store/database.ts'
import { describePostgresDatasource } from '../../../support/postgres-datasource-suite.ts'
import { prepareStore } from '../../../support/prepare-store.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const dataDir = temporaryFolder()

describe('the PostgreSQL datasource on the embedded database', () => {
  describePostgresDatasource(async () => {
    await prepareStore(dataDir)
    const database = await openDatabase({ dataDir })
    return {
      schema: 'odd "schema"',
      query: database.query,
      connect: { embedded: true },
      close: database.close,
    }
  })
})
