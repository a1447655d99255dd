import { setTimeout as delay } from 'node:timers/promises'
import { everyRight } from '../../../src/auth/rights.ts'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { followWrite, type FollowTimes } from '../../../src/writes/follow-write.ts'
import type { StepState, Write } from '../../../src/writes/write.ts'
import { caller as principalOf, catalog, step, write } from '../resolvers/mutation-world.ts'

const owner = { principal: principalOf('SALES'), rights: everyRight(catalog) }
const never: FollowTimes = { lookEveryMs: 1e9, retryMs: 1e9 }

/** A book whose one write is changed by the test. */
function createBook(states: readonly StepState[] = ['READY']) {
  const listeners = new Set<(id: string) => void>()
  const withStates = (given: readonly StepState[]): Write => ({
    ...write,
    steps: given.map((state, ordinal) => ({ ...step, id: String(ordinal), ordinal, state })),
  })
  let current: Write | null = withStates(states)
  let failure: Error | null = null
  let looks = 0
  return {
    book: {
      find: async (id: string) => {
        looks++
        await delay(0)
        if (failure) throw failure
        return current?.id === id ? current : null
      },
      onChange(listener: (id: string) => void) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    looks: () => looks,
    listeners: () => listeners.size,
    tell: (id = write.id) => listeners.forEach((listener) => listener(id)),
    change(...given: StepState[]) {
      current = withStates(given)
      this.tell()
    },
    remove() {
      current = null
      this.tell()
    },
    fail: (error: Error | null) => void (failure = error),
  }
}

const statusesOf = (result: IteratorResult<unknown, void>) =>
  (result.value as { receipts: { status: string }[] } | null)?.receipts.map(({ status }) => status)
async function gather(events: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const event of events) all.push(event)
  return all
}
const over = { value: undefined, done: true }

test('the first event is the write as it is; each change is another; it is over once every step is settled', async () => {
  const world = createBook(['READY', 'READY'])
  const events = followWrite(world.book, 'w1', owner, never)
  expect(statusesOf(await events.next())).toEqual(['QUEUED', 'QUEUED'])
  world.change('APPLIED', 'READY')
  expect(statusesOf(await events.next())).toEqual(['APPLIED', 'QUEUED'])
  world.change('APPLIED', 'NEEDS_REVIEW')
  expect(statusesOf(await events.next())).toEqual(['APPLIED', 'NEEDS_REVIEW'])
  expect(await events.next()).toEqual(over)
  expect(world.listeners()).toBe(0)
})

test.each<StepState>(['APPLIED', 'REJECTED', 'FAILED', 'COMPENSATED', 'NEEDS_REVIEW', 'DEAD'])(
  'a write that is %s already is one event',
  async (state) => {
    const world = createBook([state])
    const events = followWrite(world.book, 'w1', owner, never)
    expect(await gather(events)).toHaveLength(1)
    expect(world.listeners()).toBe(0)
  },
)

test('changes that come while nobody takes are one event, of the latest; what is equal is none', async () => {
  const world = createBook()
  const events = followWrite(world.book, 'w1', owner, never)
  await events.next()
  world.change('RUNNING')
  world.change('READY')
  world.change('DEAD', 'READY')
  world.tell()
  expect(statusesOf(await events.next())).toEqual(['FAILED', 'QUEUED'])
  const waiting = events.next()
  world.tell()
  world.tell('another')
  await delay(10)
  world.change('DEAD', 'APPLIED')
  expect(statusesOf(await waiting)).toEqual(['FAILED', 'APPLIED'])
})

test('a change during the look itself is not lost', async () => {
  const world = createBook()
  const events = followWrite(world.book, 'w1', owner, never)
  const first = events.next()
  world.change('APPLIED')
  const seen = [await first, await events.next()].map(statusesOf)
  expect(seen.flat()).toContain('APPLIED')
})

test.each([
  ['of a stranger', 'w1', { ...owner, principal: { ...owner.principal, id: 'stranger' } }],
  ['that is not there', 'w2', owner],
])('a write %s is null, and no more', async (_whose, id, caller) => {
  const world = createBook()
  const events = followWrite(world.book, id, caller, never)
  expect(await gather(events)).toEqual([null])
  expect(world.listeners()).toBe(0)
})

test('a write that is purged meanwhile becomes null, and is over', async () => {
  const world = createBook()
  const events = followWrite(world.book, 'w1', owner, never)
  await events.next()
  world.remove()
  expect(await gather(events)).toEqual([null])
})

test('ending it ends the wait for the next event, and the listening', async () => {
  const world = createBook()
  const events = followWrite(world.book, 'w1', owner, never)
  await events.next()
  const waiting = events.next()
  expect(await events.return()).toEqual(over)
  expect(await waiting).toEqual(over)
  expect(world.listeners()).toBe(0)
})

test('it looks by itself from time to time: a notification may be lost', async () => {
  const world = createBook()
  const events = followWrite(world.book, 'w1', owner, { ...never, lookEveryMs: 5 })
  await events.next()
  const { tell } = world
  world.tell = () => undefined
  world.change('APPLIED')
  world.tell = tell
  expect(statusesOf(await events.next())).toEqual(['APPLIED'])
})

test('a store that is away at first is an error; later it is waited for', async () => {
  const away = new GatewayError('STORE_UNAVAILABLE', 'The store is away.')
  const world = createBook()
  world.fail(away)
  const refused = followWrite(world.book, 'w1', owner, never)
  await expect(refused.next()).rejects.toThrow(away)
  expect(world.listeners()).toBe(0)

  world.fail(null)
  const events = followWrite(world.book, 'w1', owner, { ...never, retryMs: 5 })
  await events.next()
  world.fail(away)
  world.change('APPLIED')
  const waiting = events.next()
  await delay(20)
  expect(world.looks()).toBeGreaterThan(3)
  world.fail(null)
  expect(statusesOf(await waiting)).toEqual(['APPLIED'])
})

test('any other failure ends it', async () => {
  const world = createBook()
  const events = followWrite(world.book, 'w1', owner, never)
  await events.next()
  world.fail(new Error('a defect'))
  world.tell()
  await expect(events.next()).rejects.toThrow('a defect')
  expect(world.listeners()).toBe(0)
})
