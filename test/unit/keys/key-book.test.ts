import { GatewayError } from '../../../src/errors/gateway-error.ts'
import type { KeyRequest } from '../../../src/keys/api-key.ts'
import { createKeyAdministration } from '../../../src/keys/key-administration.ts'
import { createKeyBook, type KeyBookOptions } from '../../../src/keys/key-book.ts'
import { createKeyRepository, type KeyRepository } from '../../../src/keys/key-repository.ts'
import { makeKeyText } from '../../../src/keys/key-text.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { storeUnavailable } from '../../../src/store/store-error.ts'
import { prepareStore } from '../../support/prepare-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const dataDir = temporaryFolder()
const { catalog } = readCatalog(loadSdl())
const startMs = Date.parse('2026-11-01T12:00:00Z')
let clock = startMs
const now = () => clock
let database: Database
let repository: KeyRepository
beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
  repository = createKeyRepository(database)
})
afterAll(() => database.close())
beforeEach(() => void (clock = startMs))

const asked: KeyRequest = {
  name: 'nightly export',
  roles: ['SALES'],
  scopes: ['read:Customer'],
  attributes: { properties: ['BER'], accounts: 'ALL' },
  customer: { system: 'CRM', externalId: '401001' },
  tenant: 'hotels',
  expiresInMs: null,
}

/** A gateway elsewhere that makes and revokes keys, of which the book is not told. */
const elsewhere = () => createKeyAdministration({ repository, catalog, now, onChange: () => undefined })

/** The store as the book sees it: counted, and away or silent on request. */
function watchedBook(more: Partial<KeyBookOptions> = {}) {
  const store: { state: 'up' | 'away' | 'silent' | 'broken'; queries: number } = { state: 'up', queries: 0 }
  const problems: string[] = []
  const through = async <T>(work: () => Promise<T>): Promise<T> => {
    store.queries += 1
    if (store.state === 'away') throw storeUnavailable()
    if (store.state === 'broken') throw new Error('no such table')
    if (store.state === 'silent') return new Promise(() => undefined)
    return work()
  }
  const book = createKeyBook({
    repository: {
      readVersion: () => through(() => repository.readVersion()),
      readLive: (at) => through(() => repository.readLive(at)),
    },
    now,
    onProblem: (message) => void problems.push(message),
    ...more,
  })
  return { ...book, store, problems }
}

test('a key stands for what it was made for', async () => {
  const { key, secret } = await elsewhere().create(asked)
  const { identify } = watchedBook()
  expect(await identify(secret.reveal())).toEqual({
    id: `key:${key.prefix}`,
    client: 'nightly export',
    roles: ['SALES'],
    scopes: ['read:Customer'],
    attributes: { properties: ['BER'], accounts: 'ALL' },
    customer: { system: 'CRM', externalId: '401001' },
    tenant: 'hotels',
  })
})

test('a key with all scopes and no customer stands for that', async () => {
  const { secret } = await elsewhere().create({
    ...asked,
    scopes: 'ALL',
    customer: null,
    attributes: { accounts: 'ALL' },
  })
  expect(await watchedBook().identify(secret.reveal())).toMatchObject({
    scopes: 'ALL',
    customer: null,
    attributes: {},
  })
})

test('the prefix of one key with the secret of another is nobody', async () => {
  const one = (await elsewhere().create(asked)).secret.reveal()
  const other = (await elsewhere().create(asked)).secret.reveal()
  expect(await watchedBook().identify(one.slice(0, 12) + other.slice(12))).toBeNull()
})

test('a key that is made elsewhere is good 2 s later', async () => {
  const { identify } = watchedBook()
  await identify(makeKeyText().key.reveal())
  const { secret } = await elsewhere().create(asked)
  clock += 2_000
  expect(await identify(secret.reveal())).not.toBeNull()
})

test('a key that is revoked elsewhere is refused 2 s later, and not before somebody asks', async () => {
  const { key, secret } = await elsewhere().create(asked)
  const { identify, store } = watchedBook()
  expect(await identify(secret.reveal())).not.toBeNull()
  await elsewhere().revoke(key.prefix)
  const before = store.queries
  clock += 1_999
  expect(await identify(secret.reveal())).not.toBeNull()
  expect(store.queries).toBe(before)
  clock += 1
  expect(await identify(secret.reveal())).toBeNull()
})

test('a key that somebody revokes in the database itself is seen as well', async () => {
  const { key, secret } = await elsewhere().create(asked)
  const { identify } = watchedBook()
  expect(await identify(secret.reveal())).not.toBeNull()
  await database.query('update api_key set revoked_at = now() where prefix = $1', [key.prefix])
  clock += 2_000
  expect(await identify(secret.reveal())).toBeNull()
})

test('what this gateway changes holds at once', async () => {
  const { identify, refresh } = watchedBook()
  await identify(makeKeyText().key.reveal())
  const administration = createKeyAdministration({ repository, catalog, now, onChange: refresh })
  const { key, secret } = await administration.create(asked)
  expect(await identify(secret.reveal())).not.toBeNull()
  await administration.revoke(key.prefix)
  expect(await identify(secret.reveal())).toBeNull()
})

test('of changes at the same time each holds at once, and the store is read by one after the other', async () => {
  let reading = 0
  let most = 0
  const readVersion = async () => {
    most = Math.max(most, ++reading)
    return repository.readVersion().finally(() => (reading -= 1))
  }
  const { identify, refresh } = watchedBook({ repository: { ...repository, readVersion } })
  const administration = createKeyAdministration({ repository, catalog, now, onChange: refresh })
  const good = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const { secret } = await administration.create(asked)
      return identify(secret.reveal())
    }),
  )
  expect(good).not.toContain(null)
  expect(most).toBe(1)
})

test('a key ends to the millisecond, without a query', async () => {
  const { secret } = await elsewhere().create({ ...asked, expiresInMs: 1_000 })
  const { identify, store } = watchedBook()
  clock += 999
  expect(await identify(secret.reveal())).not.toBeNull()
  const before = store.queries
  clock += 1
  expect(await identify(secret.reveal())).toBeNull()
  expect(store.queries).toBe(before)
})

test('10,000 unknown keys cost one look at the store, known ones none, and text that is no key not even that', async () => {
  const { secret } = await elsewhere().create(asked)
  const { identify, store } = watchedBook()
  await identify('not-a-key')
  expect(store.queries).toBe(0)
  const unknown = Array.from({ length: 10_000 }, () => makeKeyText().key.reveal())
  const found = await Promise.all(unknown.map((key) => identify(key)))
  expect(new Set(found)).toEqual(new Set([null]))
  // The version, and the keys once.
  expect(store.queries).toBe(2)
  clock += 2_000
  await Promise.all([...unknown, secret.reveal()].map((key) => identify(key)))
  expect(store.queries).toBe(3)
})

test('while the store is away its keys go on, for hours; one that is not held is STORE_UNAVAILABLE, never unknown', async () => {
  const { secret } = await elsewhere().create(asked)
  const { identify, store, problems } = watchedBook()
  await identify(secret.reveal())
  store.state = 'away'
  for (const passedMs of [2_000, 5 * 60_000, 3 * 3_600_000]) {
    clock = startMs + passedMs
    expect(await identify(secret.reveal())).not.toBeNull()
    const unknown = identify(makeKeyText().key.reveal())
    await expect(unknown).rejects.toBeInstanceOf(GatewayError)
    await expect(unknown).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  }
  // The prefix is held, and with another secret: that is known without the store.
  expect(await identify(secret.reveal().slice(0, 12) + 'a'.repeat(43))).toBeNull()
  store.state = 'up'
  clock += 2_000
  expect(await identify(makeKeyText().key.reveal())).toBeNull()
  expect(problems).toEqual([])
})

test('a store that was never read leaves no key good', async () => {
  const { secret } = await elsewhere().create(asked)
  const { identify, store } = watchedBook()
  store.state = 'away'
  await expect(identify(secret.reveal())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
})

test('a store that answers nothing holds a known key up once, and not for ever', async () => {
  const { secret } = await elsewhere().create(asked)
  const { identify, store } = watchedBook({ times: { refreshEveryMs: 4_000, patienceMs: 2_000 } })
  await identify(secret.reveal())
  store.state = 'silent'
  clock += 4_000
  expect(await identify(secret.reveal())).not.toBeNull()
  clock += 2_000
  const before = performance.now()
  expect(await identify(secret.reveal())).not.toBeNull()
  await expect(identify(makeKeyText().key.reveal())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  expect(performance.now() - before).toBeLessThan(1_900)
})

test('a failure that is no outage is told, and leaves the book as it is', async () => {
  const { secret } = await elsewhere().create(asked)
  const { identify, store, problems } = watchedBook()
  await identify(secret.reveal())
  store.state = 'broken'
  clock += 2_000
  expect(await identify(secret.reveal())).not.toBeNull()
  expect(problems).toHaveLength(1)
})

test('a clock that is set back does not keep the book from being read', async () => {
  const { key, secret } = await elsewhere().create(asked)
  const { identify } = watchedBook()
  await identify(secret.reveal())
  await elsewhere().revoke(key.prefix)
  clock -= 3_600_000
  expect(await identify(secret.reveal())).toBeNull()
})
