import { openPgliteSessions } from '../../../src/store/pglite-sessions.ts'
import { prepareStore } from '../../support/prepare-store.ts'
import { describeRoundTrips } from '../../support/round-trips-suite.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const dataDir = temporaryFolder()

describeRoundTrips('pglite', async () => {
  await prepareStore(dataDir)
  return { source: await openPgliteSessions(dataDir, 'headwater'), schema: 'headwater' }
})
