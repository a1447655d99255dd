import { createControlClient } from '../../../src/control/control-client.ts'
import { openControlServer, type ControlServer } from '../../../src/control/control-server.ts'
import { linkPaths, linkRoutes } from '../../../src/control/link-routes.ts'
import { createRemoteLinks } from '../../../src/control/remote-links.ts'
import { createCrosswalk } from '../../../src/identity/create-crosswalk.ts'
import {
  createLinkAdministration,
  type LinkAdministration,
} from '../../../src/identity/link-administration.ts'
import { readAudit } from '../../../src/audit/read-audit.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { prepareStore } from '../../support/prepare-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const dataDir = temporaryFolder()
const now = () => 1_000
let database: Database
let server: ControlServer
let crosswalk: ReturnType<typeof createCrosswalk>
let administration: LinkAdministration
beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
  crosswalk = createCrosswalk({ database, now })
  administration = createLinkAdministration({ database, crosswalk, now })
  const logger = { unknownError: () => undefined }
  server = await openControlServer({ dataDir, routes: linkRoutes(administration), logger })
})
afterAll(async () => {
  await server.close()
  await crosswalk.close()
  await database.close()
})

const client = createControlClient(dataDir)
const remote = createRemoteLinks(client)

test('links are the same over the socket: by any of the records, and by the canonical id', async () => {
  const minted = await crosswalk.mint('Customer', 'CRM', ['101'])
  const { id = '' } = minted.get('101') ?? {}
  await crosswalk.markAbsent([{ entity: 'Customer', id, system: 'CRS', until: 5_000 }])
  const known = {
    id,
    links: [
      { system: 'CRM', state: 'LINKED', externalId: '101' },
      { system: 'CRS', state: 'ABSENT', externalId: null },
    ],
  }
  expect(await remote.findByRecord('Customer', { system: 'CRM', externalId: '101' })).toEqual(known)
  expect(await remote.findById('Customer', id)).toEqual(known)
  expect(await administration.findById('Customer', id)).toEqual(known)
})

test('what nobody has seen is null', async () => {
  expect(await remote.findByRecord('Customer', { system: 'CRM', externalId: '999' })).toBeNull()
  expect(await remote.findById('Customer', '5b0c8a2e-0000-5000-8000-000000000001')).toBeNull()
  expect(await remote.findById('Customer', 'no id at all')).toBeNull()
})

test('who is shown values is put down, without any of them', async () => {
  const shown = { entity: 'Customer', entityId: null, systems: ['CRM', 'ERP'], principal: 'cli:anna' }
  await remote.recordShown(shown)
  const { entries } = await readAudit(database, {
    filter: { event: 'record.values.shown' },
    first: 10,
    after: null,
  })
  expect(entries).toEqual([
    expect.objectContaining({
      event: 'record.values.shown',
      principal: 'cli:anna',
      entity: 'Customer',
      entityId: null,
      facts: { systems: ['CRM', 'ERP'] },
      values: { state: 'NONE' },
    }),
  ])
})

test('a command of another version is refused', async () => {
  await expect(client.call(linkPaths.byId, { entity: 'Customer' })).rejects.toThrow(/of another version/)
})
