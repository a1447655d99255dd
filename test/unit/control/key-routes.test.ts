import { inspect } from 'node:util'
import { createControlClient } from '../../../src/control/control-client.ts'
import { openControlServer, type ControlServer } from '../../../src/control/control-server.ts'
import { keyPaths, keyRoutes } from '../../../src/control/key-routes.ts'
import { createRemoteKeys } from '../../../src/control/remote-keys.ts'
import type { KeyRequest } from '../../../src/keys/api-key.ts'
import { openKeys, type Keys } from '../../../src/keys/open-keys.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { prepareStore } from '../../support/prepare-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const dataDir = temporaryFolder()
let database: Database
let keys: Keys
let server: ControlServer
beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
  const { catalog } = readCatalog(loadSdl())
  keys = openKeys({ database, catalog, now: Date.now, onChange: () => undefined, onProblem: () => undefined })
  const logger = { unknownError: () => undefined }
  server = await openControlServer({ dataDir, routes: keyRoutes(keys.administration), logger })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

const client = createControlClient(dataDir)
const remote = createRemoteKeys(client)
const asked: KeyRequest = {
  name: 'till',
  roles: ['SALES'],
  scopes: 'ALL',
  attributes: { properties: ['BER'], accounts: 'ALL' },
  customer: { system: 'CRM', externalId: '1' },
  tenant: 'default',
  expiresInMs: 60_000,
}

test('a key made over the socket is good at once, listed the same, and refused at once when revoked', async () => {
  const { key, secret } = await remote.create(asked)
  expect(await keys.identify(secret.reveal())).toMatchObject({ id: `key:${key.prefix}`, roles: ['SALES'] })
  expect(await remote.list()).toEqual(await keys.administration.list())
  expect(await remote.revoke(key.prefix)).toMatchObject({ wasRevoked: false })
  expect(await keys.identify(secret.reveal())).toBeNull()
  expect(await remote.revoke(key.prefix)).toMatchObject({ wasRevoked: true })
})

test('what came over the socket prints as no key', async () => {
  const created = await remote.create(asked)
  expect(inspect(created) + JSON.stringify(created)).not.toContain(created.secret.reveal().slice(12))
})

test('refusals are the gateway’s own', async () => {
  await expect(remote.revoke('zzzzzzzz')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(remote.create({ ...asked, roles: ['SALSE'] })).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringMatching(/SALES\?/),
  })
})

test.each([null, {}, { ...asked, digest: 'x' }, { ...asked, roles: 'SALES' }])(
  'a request of another shape is another version’s: %j',
  async (body) => {
    await expect(client.call(keyPaths.create, body)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(/another version/),
    })
  },
)
