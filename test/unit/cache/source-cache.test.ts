import { setTimeout as delay } from 'node:timers/promises'
import type { SourceRecord } from '../../../src/datasources/source-record.ts'
import { Reference } from '../../../src/datasources/source-record.ts'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { change, createWorld, customer, orders } from './cache-world.ts'

const noRefresh = () => undefined

test('500 readers at expiry are one call, and each gets what it came to', async () => {
  const world = createWorld()
  const reads = Array.from({ length: 500 }, () => world.read(customer, '1'))
  const answers = await Promise.all(reads)
  expect(world.calls).toEqual(['Customer 1'])
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  world.clock.now += 60_001
  await Promise.all(Array.from({ length: 500 }, () => world.read(customer, '1')))
  expect(world.calls).toHaveLength(2)
})

test('ids that another request reads already are waited for, and only the rest is asked for, in one call', async () => {
  const world = createWorld({ delayMs: 20 })
  const first = world.readAll(customer, ['1', '2'])
  await delay(1)
  const answers = await world.readAll(customer, ['1', '2', '3', '4'])
  await first
  expect(world.calls).toEqual(['Customer 1,2', 'Customer 3,4'])
  expect(answers.map(({ kind }) => kind)).toEqual(['value', 'value', 'value', 'value'])
})

test('what is held is there at once, without a promise, and is one object for all', async () => {
  const world = createWorld()
  await world.read(customer, '1')
  const held = world.cache.heldRecords(customer, noRefresh)('1')
  expect(held).toMatchObject({ kind: 'loaded', record: { externalId: '1' } })
  expect(world.cache.heldRecords(customer, noRefresh)('1')).toBe(held)
})

test('a leader who goes away takes nobody along; when all have gone, the call is ended', async () => {
  const world = createWorld({ delayMs: 30 })
  const leader = new AbortController()
  const led = world.read(customer, '1', { signal: leader.signal })
  await delay(5)
  const follower = world.read(customer, '1')
  leader.abort(new Error('gone'))
  expect(await led).toMatchObject({ kind: 'failed', error: { code: 'UPSTREAM_TIMEOUT' } })
  expect(await follower).toMatchObject({ kind: 'value' })
  expect(world.calls).toEqual(['Customer 1'])

  const alone = new AbortController()
  const left = world.read(customer, '2', { signal: alone.signal })
  await delay(5)
  alone.abort(new Error('gone'))
  expect((await left).kind).toBe('failed')
  expect(world.aborted).toEqual(['Customer 2'])
})

test('a failure is told to those who waited for it, and to nobody after them', async () => {
  const world = createWorld({ delayMs: 5 })
  world.failWith(new GatewayError('UPSTREAM_UNAVAILABLE', 'down'))
  const answers = await Promise.all([world.read(customer, '1'), world.read(customer, '1')])
  expect(answers.map(({ kind }) => kind)).toEqual(['failed', 'failed'])
  expect(world.calls).toHaveLength(1)
  world.failWith(null)
  expect((await world.read(customer, '1')).kind).toBe('value')
})

test('a system that fails for now has its old records shown, as stale, for as long as declared', async () => {
  const world = createWorld()
  const before = await world.read(customer, '1')
  world.clock.now += 61_000
  world.failWith(new GatewayError('UPSTREAM_UNAVAILABLE', 'down'))
  expect(await world.read(customer, '1')).toEqual({ ...before, isStale: true })
  expect(world.stale).toEqual([{ system: 'CRM', isStale: true }])
  await world.read(customer, '1')
  expect(world.stale).toHaveLength(1)
  world.clock.now += 600_000
  expect((await world.read(customer, '1')).kind).toBe('failed')
  world.failWith(null)
  await world.read(customer, '1')
  expect(world.stale).toEqual([
    { system: 'CRM', isStale: true },
    { system: 'CRM', isStale: false },
  ])
})

test.each(['NOT_FOUND', 'BAD_USER_INPUT', 'UPSTREAM_AUTH', 'FORBIDDEN', 'UPSTREAM_SCHEMA_DRIFT'] as const)(
  'nothing old is shown for %s',
  async (code) => {
    const world = createWorld()
    await world.read(customer, '1')
    world.clock.now += 61_000
    world.failWith(new GatewayError(code, 'no'))
    expect(await world.read(customer, '1')).toMatchObject({ kind: 'failed', error: { code } })
  },
)

test('a record that was written since is not shown when it is old', async () => {
  const world = createWorld()
  await world.read(customer, '1')
  world.cache.change(change({ externalId: '1' }))
  world.failWith(new GatewayError('UPSTREAM_UNAVAILABLE', 'down'))
  expect((await world.read(customer, '1')).kind).toBe('failed')
})

test('what was begun to be read before a change is not kept', async () => {
  const world = createWorld({ delayMs: 20 })
  const reading = world.read(customer, '1')
  await delay(5)
  world.cache.change(change({ externalId: '1' }))
  expect((await reading).kind).toBe('value')
  expect(world.cache.heldRecords(customer, noRefresh)('1')).toBeNull()
})

test('while a change is under way, each read asks the system; when its end is never heard of, for half a minute', async () => {
  const world = createWorld()
  await world.read(customer, '1')
  world.cache.change(change({ externalId: '1', state: 'UNDER_WAY' }))
  await world.read(customer, '1')
  await world.read(customer, '1')
  expect(world.calls).toHaveLength(3)
  world.clock.now += 30_001
  await world.read(customer, '1')
  await world.read(customer, '1')
  expect(world.calls).toHaveLength(4)
})

test('that there is no such record is known for 10 s at most', async () => {
  const world = createWorld()
  expect(await world.read(customer, 'none')).toMatchObject({ value: { kind: 'gone' } })
  expect(world.cache.heldRecords(customer, noRefresh)('none')).toEqual({ kind: 'gone' })
  world.clock.now += 10_001
  expect(world.cache.heldRecords(customer, noRefresh)('none')).toBeNull()
})

test('a fresh read asks the system, and what it found is what others are shown', async () => {
  const world = createWorld()
  await world.read(customer, '1')
  world.values.set('1', 'new')
  await world.read(customer, '1', { age: 'FRESH' })
  expect(world.calls).toHaveLength(2)
  expect(world.cache.heldRecords(customer, noRefresh)('1')).toMatchObject({
    record: { values: { name: 'new' } },
  })
})

test('what is a little too old is shown at once, and its reader is told to have it read anew', async () => {
  const world = createWorld()
  await world.read(orders, '1')
  world.clock.now += 60_500
  let refreshes = 0
  expect(world.cache.heldRecords(orders, () => refreshes++)('1')).toMatchObject({ isStale: true })
  expect(refreshes).toBe(1)
  world.clock.now += 10_000
  expect(world.cache.heldRecords(orders, () => refreshes++)('1')).toBeNull()
})

describe('pages', () => {
  const page = { kind: orders, reference: 'customer', request: 'first 2' }
  const order = (externalId: string, customerId: string): SourceRecord => ({
    externalId,
    version: null,
    values: { customer: new Reference('Customer', customerId), number: externalId },
    matchKeys: {},
  })
  const open = async () => {
    const world = createWorld()
    const pages = new Map([
      ['a', [order('1', 'a'), order('2', 'a')]],
      ['b', [order('3', 'b')]],
    ])
    await world.cache.pages(page, ['a', 'b'], {
      age: 'POLICY',
      call: world.call(),
      ask: async (ids) =>
        ids.map((id) => ({
          kind: 'value',
          value: { records: pages.get(id) ?? [], cursors: [], hasNextPage: false },
        })),
    })
    const held = (id: string) =>
      world.cache
        .heldPages(
          page,
          noRefresh,
        )(id)
        ?.held.map(({ record }) => record.externalId) ?? null
    expect([held('a'), held('b')]).toEqual([['1', '2'], ['3']])
    return { ...world, held }
  }

  test('a changed record takes the page of its parent along, and no other', async () => {
    const { cache, held } = await open()
    cache.change(change({ ...orders, externalId: '2' }))
    expect([held('a'), held('b')]).toEqual([null, ['3']])
  })

  test('a record that moves takes the pages of its old and its new parent along', async () => {
    const { cache, held } = await open()
    cache.change(
      change({
        ...orders,
        externalId: '2',
        refs: [{ entity: 'Customer', externalId: 'b' }],
        fields: ['customer'],
      }),
    )
    expect([held('a'), held('b')]).toEqual([null, null])
  })

  test('a new record takes the page of its parent along, and no other', async () => {
    const { cache, held } = await open()
    cache.change(
      change({ ...orders, externalId: null, isNew: true, refs: [{ entity: 'Customer', externalId: 'a' }] }),
    )
    expect([held('a'), held('b')]).toEqual([null, ['3']])
  })

  test('a record of which nobody knows whose it was takes all pages of its kind along', async () => {
    const { cache, held } = await open()
    cache.change(change({ ...orders, externalId: '99' }))
    expect([held('a'), held('b')]).toEqual([null, null])
  })

  test('a page shows its records as they were last read', async () => {
    const { cache, values, read } = await open()
    values.set('1', 'changed')
    await read(orders, '1', { age: 'FRESH' })
    expect(cache.heldPages(page, noRefresh)('a')?.held[0]?.record.values.name).toBe('changed')
  })
})

test('memory has a bound, and what is used least goes first', async () => {
  const world = createWorld({ maxEntries: 100 })
  for (let id = 0; id < 1_000; id++) {
    await world.read(customer, String(id))
    world.cache.heldRecords(customer, noRefresh)('0')
  }
  expect(world.cache.memory()).toMatchObject({ entries: 100, evicted: 900 })
  expect(world.cache.heldRecords(customer, noRefresh)('0')).not.toBeNull()
})

test('what is never kept is asked for by each', async () => {
  const world = createWorld()
  const stock = { system: 'ERP', entity: 'InventoryItem', part: 'stock' }
  expect(world.cache.keeps(stock)).toBe(false)
  await Promise.all([world.read(stock, '1', { age: 'FRESH' }), world.read(stock, '1', { age: 'FRESH' })])
  expect(world.calls).toHaveLength(2)
  expect(world.cache.memory().entries).toBe(0)
})
