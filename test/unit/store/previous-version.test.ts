import { createKeyRepository } from '../../../src/keys/key-repository.ts'
import { openDatabase } from '../../../src/store/database.ts'
import { createCrosswalkTables } from '../../../src/store/migrations/0001-crosswalk.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { prepareDatabase } from '../../support/prepare-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const dataDir = temporaryFolder()

test('a store of the version without API keys gets them, and keeps its links', async () => {
  await prepareDatabase(dataDir)
  const before = await openDatabase({ dataDir })
  await migrate(before, [createCrosswalkTables])
  await before.query(
    `insert into link (entity, id, system, external_id, state, origin, created_at, updated_at)
     values ('Customer', 'a', 'CRM', '1', 'LINKED', 'MINTED', now(), now())`,
    [],
  )
  await before.close()

  const after = await openDatabase({ dataDir })
  await migrate(after)
  expect(await after.query('select id, external_id from link', [])).toEqual([{ id: 'a', external_id: '1' }])
  const keys = createKeyRepository(after)
  expect(await keys.list()).toEqual([])
  expect(await keys.readVersion()).toBe('0')
  await after.close()
})
