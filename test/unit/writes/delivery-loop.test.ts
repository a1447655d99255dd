import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { createCrosswalk } from '../../../src/identity/create-crosswalk.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { createDeliveryLoop, type DeliveryLoop } from '../../../src/writes/delivery-loop.ts'
import { createWriteBook } from '../../../src/outbox/create-write-book.ts'
import type { ClaimedStep, WriteBook } from '../../../src/writes/write-book.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { applied, newWrite, outcome } from '../../support/write-requests.ts'
import { prepareStore } from '../../support/prepare-store.ts'

const dataDir = temporaryFolder()
const leaseMs = 600
let database: Database
let book: WriteBook
let loop: DeliveryLoop<unknown> | null = null
const errors: unknown[] = []

beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
  const crosswalk = createCrosswalk({ database, now: Date.now })
  book = createWriteBook({ database, crosswalk, leaseMs })
})
afterAll(() => database.close())
beforeEach(async () => {
  errors.length = 0
  await database.query('delete from write', [])
})
afterEach(async () => {
  await loop?.close()
  loop = null
})

const begin = (options: Partial<Parameters<typeof createDeliveryLoop>[0]>) =>
  (loop = createDeliveryLoop({
    ...{ book, now: Date.now, concurrency: 2, leaseMs, patienceMs: 50 },
    onError: (error) => errors.push(error),
    deliver: settle,
    ...options,
  }))
const settle = async (claimed: ClaimedStep): Promise<void> => {
  await book.settle(claimed, applied)
}
/** Writes of which the first step is with nobody: READY. */
const recordReady = async (count: number, entityId?: string): Promise<string[]> => {
  const ids: string[] = []
  for (let index = 0; index < count; index++) {
    const recorded = await book.record(newWrite(entityId === undefined ? {} : { entityId }))
    if (recorded.kind !== 'recorded') throw new Error('not recorded')
    for (const claimed of recorded.claimed)
      await book.settle(
        claimed,
        outcome('READY', { wasAttempted: false, retry: { at: 0, isInDoubt: false } }),
      )
    ids.push(recorded.write.id)
  }
  return ids
}
const stateOf = async (writeId: string) => (await book.find(writeId))?.steps[0]?.state
const until = async (condition: () => Promise<boolean> | boolean) => {
  const limit = Date.now() + 20_000
  while (!(await condition())) {
    if (Date.now() > limit) throw new Error('it did not come to that')
    await sleep(10)
  }
}

test('delivers what was there before it, and what comes later', async () => {
  const [before] = await recordReady(1)
  begin({})
  await until(async () => (await stateOf(before!)) === 'APPLIED')
  const [later] = await recordReady(1)
  await until(async () => (await stateOf(later!)) === 'APPLIED')
})

test('delivers no more at a time than it was told to', async () => {
  let inFlight = 0
  let most = 0
  const ids = await recordReady(6)
  begin({
    async deliver(claimed) {
      most = Math.max(most, ++inFlight)
      await sleep(20)
      inFlight -= 1
      await settle(claimed)
    },
  })
  await until(async () => (await Promise.all(ids.map(stateOf))).every((state) => state === 'APPLIED'))
  expect(most).toBe(2)
})

test('looks again soon after a look that waited for a busy store', async () => {
  let looks = 0
  const claim: WriteBook['claim'] = async (...asked) => {
    if (++looks === 1) await sleep(1_000)
    return book.claim(...asked)
  }
  begin({ book: { ...book, claim } })
  await until(() => looks > 0)
  await sleep(1_000)
  const since = performance.now()
  const [id] = await recordReady(1)
  await until(async () => (await stateOf(id!)) === 'APPLIED')
  // Nine times as long as that look it would take, if looks were short of time alone.
  expect(performance.now() - since).toBeLessThan(5_000)
})

test('works a line off one behind the other, and leaves none that it claimed while it closes', async () => {
  const ids = await recordReady(3, 'deep')
  const closings: Promise<void>[] = []
  const claimNext: WriteBook['claimNext'] = async (...asked) => {
    closings.push(loop!.close())
    return book.claimNext(...asked)
  }
  begin({ book: { ...book, claimNext }, patienceMs: 20_000 })
  await until(() => closings.length > 0)
  await Promise.all(closings)
  expect(await Promise.all(ids.map(stateOf))).toEqual(['APPLIED', 'APPLIED', 'READY'])
})

test('keeps the lease of a delivery that takes longer than one', async () => {
  const [id] = await recordReady(1)
  const attempts: number[] = []
  begin({
    async deliver(claimed) {
      attempts.push(claimed.step.crashes)
      await sleep(leaseMs * 2.5)
      await settle(claimed)
    },
  })
  await until(async () => (await stateOf(id!)) === 'APPLIED')
  expect(attempts).toEqual([0])
})

test('a step that may not see another process end waits until the process has lasted', async () => {
  const [suspect] = await recordReady(1)
  await database.query('update write_step set crashes = 2', [])
  const [other] = await recordReady(1)
  let skippedMs = 0
  begin({ now: () => Date.now() + skippedMs, steadyMs: 20_000 })
  await until(async () => (await stateOf(other!)) === 'APPLIED')
  expect(await stateOf(suspect!)).toBe('READY')
  skippedMs = 20_000
  await until(async () => (await stateOf(suspect!)) === 'APPLIED')
})

test('goes on with others while one fails for long', async () => {
  const [stuck, ...others] = await recordReady(6)
  begin({
    concurrency: 1,
    async deliver(claimed) {
      if (claimed.step.writeId !== stuck) return settle(claimed)
      await book.settle(claimed, outcome('READY', { retry: { at: Date.now() + 50, isInDoubt: false } }))
    },
  })
  await until(async () => (await Promise.all(others.map(stateOf))).every((state) => state === 'APPLIED'))
  expect(await stateOf(stuck!)).not.toBe('APPLIED')
})

test('a delivery that fails is tried again after its lease, three times in all', async () => {
  const [id] = await recordReady(1)
  let tries = 0
  begin({
    deliver() {
      tries += 1
      return Promise.reject(new Error('poison'))
    },
  })
  await until(async () => (await stateOf(id!)) === 'NEEDS_REVIEW')
  expect([tries, errors.length]).toEqual([3, 3])
})

test('tries again at the time that was told, without being woken', async () => {
  const [id] = await recordReady(1)
  const times: number[] = []
  begin({
    async deliver(claimed) {
      times.push(Date.now())
      if (times.length > 1) return settle(claimed)
      const at = Date.now() + 1_300
      await book.settle(claimed, outcome('READY', { retry: { at, isInDoubt: false } }))
    },
  })
  await until(async () => (await stateOf(id!)) === 'APPLIED')
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(1_299)
  expect(times[1]! - times[0]!).toBeLessThan(4_000)
})

test('says when there is work next, and looks when it is woken', async () => {
  const [id] = await recordReady(1)
  const later = Date.now() + 3_600_000
  const scheduled: number[] = []
  let isDue = false
  // Nobody tells this loop of changes: it is woken, or finds them late.
  const { wake } = begin({
    book: { ...book, onChange: () => () => undefined },
    schedule: (at) => scheduled.push(at),
    async deliver(claimed) {
      if (isDue) return settle(claimed)
      await book.settle(claimed, outcome('READY', { retry: { at: later, isInDoubt: false } }))
    },
  })
  await until(() => scheduled.includes(later))
  isDue = true
  await book.wakeSystem('CRM')
  const wokenAt = Date.now()
  wake()
  await until(async () => (await stateOf(id!)) === 'APPLIED')
  expect(Date.now() - wokenAt).toBeLessThan(4_000)
})

test('a store that fails is asked again', async () => {
  const [id] = await recordReady(1)
  let fails = 2
  const claim: WriteBook['claim'] = (limit, of) =>
    fails-- > 0 ? Promise.reject(new Error('down')) : book.claim(limit, of)
  begin({ book: { ...book, claim } })
  await until(async () => (await stateOf(id!)) === 'APPLIED')
  expect(errors.length).toBeGreaterThan(0)
})

test('what was leased elsewhere is delivered at once, besides the others', async () => {
  const busy = Promise.withResolvers<undefined>()
  const [waits] = await recordReady(1)
  const { run } = begin({
    concurrency: 1,
    async deliver(claimed) {
      if (claimed.step.writeId === waits) await busy.promise
      await settle(claimed)
    },
  })
  await until(async () => (await stateOf(waits!)) === 'RUNNING')
  const recorded = await book.record(newWrite())
  if (recorded.kind !== 'recorded') throw new Error('not recorded')
  await run(recorded.claimed[0]!)
  expect(await stateOf(recorded.write.id)).toBe('APPLIED')
  busy.resolve(undefined)
})

test('a delivery whose lease is lost is told to stop', async () => {
  const [id] = await recordReady(1)
  const stopped = Promise.withResolvers<undefined>()
  const renew: WriteBook['renew'] = () => Promise.reject(new Error('down'))
  begin({
    book: { ...book, renew },
    async deliver(claimed, signal) {
      if (claimed.step.crashes > 0) return settle(claimed)
      signal.addEventListener('abort', () => stopped.resolve(undefined))
      await stopped.promise
    },
  })
  await stopped.promise
  await until(async () => (await stateOf(id!)) === 'APPLIED')
})

test('what still runs when it closes is given back, and in doubt', async () => {
  const [id] = await recordReady(1)
  begin({
    async deliver(_, signal) {
      await once(signal, 'abort')
    },
  })
  await until(async () => (await stateOf(id!)) === 'RUNNING')
  await loop?.close()
  expect((await book.find(id!))?.steps[0]).toMatchObject({
    state: 'READY',
    isInDoubt: true,
    crashes: 0,
    attempts: 1,
  })
})

test('what comes to its end while it closes is settled', async () => {
  const [id] = await recordReady(1)
  begin({
    patienceMs: 5_000,
    async deliver(claimed) {
      await sleep(200)
      await settle(claimed)
    },
  })
  await until(async () => (await stateOf(id!)) === 'RUNNING')
  await loop?.close()
  expect(await stateOf(id!)).toBe('APPLIED')
})

test('of a system that is down one step is tried now and then, and others flow', async () => {
  const downIds = await recordReady(3)
  const other = await book.record(newWrite({ steps: [{ system: 'ERP' }] }))
  if (other.kind !== 'recorded') throw new Error('not recorded')
  await book.settle(other.claimed[0]!, outcome('READY', { retry: { at: 0, isInDoubt: false } }))
  let isDown = true
  const tried: string[] = []
  begin({
    concurrency: 10,
    systems: ['CRM', 'ERP'],
    isDown: (system) => isDown && system === 'CRM',
    async deliver(claimed) {
      if (!isDown || claimed.step.system !== 'CRM') return settle(claimed)
      tried.push(claimed.step.writeId)
      await book.settle(claimed, outcome('READY', { retry: { at: 0, isInDoubt: false } }))
    },
  })
  await until(async () => (await stateOf(other.write.id)) === 'APPLIED')
  await until(() => tried.length === 2)
  isDown = false
  await until(async () => (await Promise.all(downIds.map(stateOf))).every((state) => state === 'APPLIED'))
})

test('tells what waits at each system', async () => {
  await recordReady(1)
  const told: string[] = []
  begin({
    isDown: () => true,
    systems: ['CRM'],
    deliver: () => Promise.resolve(),
    onBacklog: ({ system, queued }) => told.push(`${system} ${queued}`),
  })
  await until(() => told.length > 0)
  expect(told).toEqual(['CRM 1'])
})
