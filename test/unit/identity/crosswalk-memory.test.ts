import type { CompiledQuery } from 'kysely'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { createCrosswalk } from '../../../src/identity/create-crosswalk.ts'
import { PartlyHeldError } from '../../../src/identity/partly-held-error.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { prepareStore } from '../../support/prepare-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const dataDir = temporaryFolder()
const entity = 'Customer'
let database: Database
let nowMs = 0
const now = () => nowMs
beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
})
afterAll(() => database.close())

/** A crosswalk whose store can be taken away, or answer late; `queries` counts what reaches it. */
function openCrosswalk(memory: { maxIdentities?: number; maxAgeMs?: number } = {}, isHearing = true) {
  const store = { down: false, queries: 0, answer: Promise.resolve() as Promise<unknown> }
  const executor = database.kysely.getExecutor()
  const observed = new Proxy(executor, {
    get: (target, name) =>
      name === 'executeQuery'
        ? async (query: CompiledQuery) => {
            store.queries += 1
            if (store.down) throw new GatewayError('STORE_UNAVAILABLE', 'down')
            const { answer } = store
            const result = await target.executeQuery(query)
            await answer
            return result
          }
        : bound(target, name),
  })
  const kysely = new Proxy(database.kysely, {
    get: (target, name) => (name === 'getExecutor' ? () => observed : bound(target, name)),
  })
  const seen = { ...database, kysely, isHearing: () => isHearing }
  return { store, crosswalk: createCrosswalk({ database: seen, now, memory }) }
}

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target)
  return typeof value === 'function' ? value.bind(target) : value
}

const idsOf = async (externalIds: readonly string[]) => {
  const minted = await createCrosswalk({ database, now }).mint(entity, 'CRM', externalIds)
  return externalIds.map((externalId) => minted.get(externalId)!.id)
}

test('what was read once is answered without the store, by id, by alias and by external id', async () => {
  const ids = await idsOf(['a', 'b'])
  const { crosswalk, store } = openCrosswalk()
  const read = await crosswalk.findByIds(entity, ids)
  store.down = true
  expect(await crosswalk.findByIds(entity, ids)).toEqual(read)
  expect((await crosswalk.findByExternalIds(entity, 'CRM', ['b'])).get('b')?.id).toBe(ids[1])
  expect((await crosswalk.findAnyById(ids[0]!))?.id).toBe(ids[0])
  expect((await crosswalk.mint(entity, 'CRM', ['a'])).get('a')?.id).toBe(ids[0])
})

test('what memory does not hold is STORE_UNAVAILABLE without the store, never unknown', async () => {
  const { crosswalk, store } = openCrosswalk()
  store.down = true
  await expect(crosswalk.findByIds(entity, ['x'])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await expect(crosswalk.findAnyById('x')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await expect(crosswalk.mint(entity, 'CRM', ['x'])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
})

test('while changes are heard of, what was read is not read again however old it is', async () => {
  const ids = await idsOf(['heard'])
  const { crosswalk, store } = openCrosswalk({ maxAgeMs: 1_000 })
  await crosswalk.findByIds(entity, ids)
  nowMs += 86_400_000
  store.queries = 0
  expect((await crosswalk.findByIds(entity, ids)).size).toBe(1)
  expect(store.queries).toBe(0)
})

test('while they are not, an answer that is too old is read again, and used while the store is away', async () => {
  const ids = await idsOf(['old'])
  const { crosswalk, store } = openCrosswalk({ maxAgeMs: 1_000 }, false)
  await crosswalk.findByIds(entity, ids)
  nowMs += 2_000
  store.queries = 0
  await crosswalk.findByIds(entity, ids)
  expect(store.queries).toBeGreaterThan(0)
  nowMs += 2_000
  store.down = true
  expect((await crosswalk.findByIds(entity, ids)).size).toBe(1)
})

test('memory keeps at most as many identities as it is told, the most recently used', async () => {
  const ids = await idsOf(['one', 'two', 'three'])
  const { crosswalk, store } = openCrosswalk({ maxIdentities: 2 })
  await crosswalk.findByIds(entity, [ids[0]!])
  await crosswalk.findByIds(entity, [ids[1]!])
  await crosswalk.findByIds(entity, [ids[0]!])
  await crosswalk.findByIds(entity, [ids[2]!])
  store.down = true
  expect((await crosswalk.findByIds(entity, [ids[0]!, ids[2]!])).size).toBe(2)
  await expect(crosswalk.findByIds(entity, [ids[1]!])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
})

test('a read that began before a change and ended after it is not remembered', async () => {
  const [id] = await idsOf(['raced'])
  const { crosswalk, store } = openCrosswalk()
  const late = Promise.withResolvers<undefined>()
  store.answer = late.promise
  const reading = crosswalk.findByIds(entity, [id!])
  await new Promise((resolve) => setTimeout(resolve, 50))
  store.answer = Promise.resolve()
  await crosswalk.markAbsent([{ entity, id: id!, system: 'ERP', until: 5 }])
  late.resolve(undefined)
  expect((await reading).get(id!)?.links.get('ERP')).toBeUndefined()
  const after = await crosswalk.findByIds(entity, [id!])
  expect(after.get(id!)?.links.get('ERP')).toEqual({ state: 'ABSENT', until: 5 })
})

test('records that are known are remembered also when many ask for them at once', async () => {
  await idsOf(['crowded 1', 'crowded 2'])
  const { crosswalk, store } = openCrosswalk()
  const ask = () => crosswalk.mint(entity, 'CRM', ['crowded 1', 'crowded 2'])
  await Promise.all([ask(), ask(), ask()])
  store.queries = 0
  expect((await ask()).size).toBe(2)
  expect(store.queries).toBe(0)
})

test('of many, what memory holds comes with the failure for the rest', async () => {
  const ids = await idsOf(['held', 'not held'])
  const { crosswalk, store } = openCrosswalk()
  await crosswalk.findByIds(entity, [ids[0]!])
  store.down = true
  const failure: unknown = await crosswalk.findByIds(entity, ids).catch((error: unknown) => error)
  if (!(failure instanceof PartlyHeldError)) throw new Error('not a PartlyHeldError')
  expect(failure).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
  expect([...failure.held.keys()]).toEqual([ids[0]])
})

test('an entity found by its id alone is remembered', async () => {
  const [id] = await idsOf(['by id alone'])
  const { crosswalk, store } = openCrosswalk()
  await crosswalk.findAnyById(id!)
  store.down = true
  expect((await crosswalk.findAnyById(id!))?.id).toBe(id)
})

test('marks that were stored are remembered when the store goes away right after', async () => {
  const [id] = await idsOf(['marked'])
  const { crosswalk, store } = openCrosswalk()
  const review = { entity, id: id!, matchedBy: 'email', candidates: ['1', '2'], reason: 'two' }
  await crosswalk.findByIds(entity, [id!])
  await crosswalk.markAbsent([{ entity, id: id!, system: 'ERP', until: 5 }])
  await crosswalk.markAmbiguous([{ ...review, system: 'CRS' }])
  await crosswalk.markAbsent([{ entity, id: id!, system: 'CRM', until: 5 }])
  store.down = true
  expect(Object.fromEntries((await crosswalk.findByIds(entity, [id!])).get(id!)!.links)).toEqual({
    CRM: { state: 'LINKED', externalId: 'marked' },
    ERP: { state: 'ABSENT', until: 5 },
    CRS: { state: 'AMBIGUOUS' },
  })
})

test('marks made at the same time are read again, and what was known serves while the store is away', async () => {
  const [id] = await idsOf(['marked twice'])
  const { crosswalk, store } = openCrosswalk()
  await crosswalk.findByIds(entity, [id!])
  const mark = (system: string) => crosswalk.markAbsent([{ entity, id: id!, system, until: 5 }])
  await Promise.all([mark('ERP'), mark('CRS')])
  store.down = true
  expect((await crosswalk.findByIds(entity, [id!])).get(id!)?.id).toBe(id)
  store.down = false
  store.queries = 0
  expect((await crosswalk.findByIds(entity, [id!])).get(id!)?.links.size).toBe(3)
  expect(store.queries).toBe(1)
})
