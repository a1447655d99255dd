import type { KeyRequest } from '../../../src/keys/api-key.ts'
import { createKeyAdministration } from '../../../src/keys/key-administration.ts'
import { createKeyRepository, type KeyRepository } from '../../../src/keys/key-repository.ts'
import { digestOf, makeKeyText } from '../../../src/keys/key-text.ts'
import { createLogger, type KeyChangeEvent } from '../../../src/observability/logger.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { prepareStore } from '../../support/prepare-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const dataDir = temporaryFolder()
const { catalog } = readCatalog(loadSdl())
const now = () => Date.parse('2026-11-01T12:00:00.123Z')
let database: Database
let repository: KeyRepository
let log = ''
const changes: KeyChangeEvent[] = []
const logger = createLogger({ level: 'trace', destination: { write: (line) => void (log += line) } })
beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
  repository = createKeyRepository(database)
})
afterAll(() => database.close())
beforeEach(() => {
  log = ''
  changes.length = 0
})

const administration = () =>
  createKeyAdministration({
    repository,
    catalog,
    now,
    onChange(change) {
      changes.push(change)
      logger.keyChange(change)
    },
  })
const asked: KeyRequest = {
  name: 'till',
  roles: ['SALES', 'FINANCE'],
  scopes: ['read:Customer'],
  attributes: { properties: ['BER', 'HAM'], accounts: 'ALL' },
  customer: null,
  tenant: 'default',
  expiresInMs: 90 * 86_400_000,
}

test('a key is listed as it was asked for, with its times', async () => {
  const { key } = await administration().create(asked)
  expect((await administration().list()).at(-1)).toEqual(key)
  expect(key).toEqual({
    prefix: key.prefix,
    name: 'till',
    roles: ['SALES', 'FINANCE'],
    scopes: ['read:Customer'],
    attributes: { properties: ['BER', 'HAM'], accounts: 'ALL' },
    customer: null,
    tenant: 'default',
    createdAt: '2026-11-01T12:00:00.123Z',
    expiresAt: '2027-01-30T12:00:00.123Z',
    revokedAt: null,
  })
})

test('of the key itself nothing is kept but its digest, and nothing is logged', async () => {
  const { key, secret } = await administration().create(asked)
  await administration().revoke(key.prefix)
  const rows = await database.query('select to_jsonb(k)::text as kept from api_key k where prefix = $1', [
    key.prefix,
  ])
  const kept = String(rows[0]!.kept)
  expect(kept).toContain(digestOf(secret.reveal()).toString('hex'))
  const said = kept + log + JSON.stringify(await administration().list()) + JSON.stringify(changes)
  expect(said).not.toContain(secret.reveal().slice(12))
})

test('the log has a line for what was created and one for what was revoked', async () => {
  const { key } = await administration().create(asked)
  await administration().revoke(key.prefix)
  await administration().revoke(key.prefix)
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
  const said = { msg: 'API key', prefix: key.prefix, name: 'till', roles: ['SALES', 'FINANCE'] }
  expect(lines).toEqual([
    expect.objectContaining({ ...said, change: 'CREATED' }),
    expect.objectContaining({ ...said, change: 'REVOKED' }),
  ])
})

test('revoking twice keeps the first time', async () => {
  const { key } = await administration().create(asked)
  expect(await administration().revoke(key.prefix)).toMatchObject({
    wasRevoked: false,
    key: { revokedAt: expect.any(String) },
  })
  await database.query(`update api_key set revoked_at = '2026-11-02T00:00:00Z' where prefix = $1`, [
    key.prefix,
  ])
  expect(await administration().revoke(key.prefix)).toMatchObject({
    wasRevoked: true,
    key: { revokedAt: '2026-11-02T00:00:00.000Z' },
  })
})

test('a prefix that no key has is NOT_FOUND, with the way to find it', async () => {
  await expect(administration().revoke('zzzzzzzz')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringMatching(/zzzzzzzz.*headwater keys list/),
  })
})

test('a key that the schema does not fit is not made', async () => {
  const before = (await administration().list()).length
  const refused = administration().create({ ...asked, roles: ['SELF'] })
  await expect(refused).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringMatching(/SELF cannot be given/),
  })
  expect(await administration().list()).toHaveLength(before)
  expect(changes).toEqual([])
})

test('a prefix that is taken already makes no second key, but another one', async () => {
  const taken = await administration().create(asked)
  const clashing = createKeyAdministration({
    repository: {
      ...repository,
      // The first attempt has the bad luck of one in a million million.
      insert: (() => {
        let attempts = 0
        return (stored, maxLive) =>
          attempts++ === 0
            ? repository.insert({ ...stored, key: { ...stored.key, prefix: taken.key.prefix } }, maxLive)
            : repository.insert(stored, maxLive)
      })(),
    },
    catalog,
    now,
    onChange: () => undefined,
  })
  const { key } = await clashing.create(asked)
  expect(key.prefix).not.toBe(taken.key.prefix)
})

test('no more keys fit than may be good at once; revoked and expired ones do not count', async () => {
  await database.query('delete from api_key', [])
  const insert = (more: Partial<KeyRequest & { expiresAt: string }> = {}) => {
    const { prefix, key } = makeKeyText()
    const { expiresInMs: _none, ...rest } = asked
    const times = {
      createdAt: new Date(now()).toISOString(),
      expiresAt: more.expiresAt ?? null,
      revokedAt: null,
    }
    return repository.insert({ digest: digestOf(key.reveal()), key: { ...rest, ...times, prefix } }, 2)
  }
  expect(await insert({ expiresAt: new Date(now()).toISOString() })).toBe('INSERTED')
  expect(await insert()).toBe('INSERTED')
  expect(await insert()).toBe('INSERTED')
  expect(await insert()).toBe('FULL')
  const good = (await administration().list()).find(({ expiresAt }) => expiresAt === null)
  await administration().revoke(good!.prefix)
  expect(await insert()).toBe('INSERTED')
})

test('two that ask for the last place at once do not both get it', async () => {
  await database.query('delete from api_key', [])
  const outcomes = await Promise.all(
    Array.from({ length: 5 }, () => {
      const { prefix, key } = makeKeyText()
      const { expiresInMs: _none, ...rest } = asked
      const times = { createdAt: new Date(now()).toISOString(), expiresAt: null, revokedAt: null }
      return repository.insert({ digest: digestOf(key.reveal()), key: { ...rest, ...times, prefix } }, 1)
    }),
  )
  expect(outcomes.toSorted()).toEqual(['FULL', 'FULL', 'FULL', 'FULL', 'INSERTED'])
})
