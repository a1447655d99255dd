import { setTimeout as delay } from 'node:timers/promises'
import { Keyv } from 'keyv'
import { createKeyvStore } from '../../src/redis/create-keyv-store.ts'
import { createRedis, type Redis } from '../../src/redis/create-redis.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'

// What Keyv expects of a store, over our own connection to Redis.

describeNeeding(needsVariables('REDIS_URL'), 'a Keyv on Redis', () => {
  let redis: Redis
  const namespace = (name: string) => `test-${process.pid}-${Date.now()}-${name}`
  const open = (name: string) => new Keyv({ store: createKeyvStore(redis), namespace: namespace(name) })
  beforeAll(async () => {
    const url = new Secret(process.env.REDIS_URL ?? '', 'test')
    redis = createRedis({ url, onStateChange: () => undefined })
    while (!redis.isUp()) await delay(10)
  })
  afterAll(() => redis.close())

  test('gives back what was set, one by one and together, and nothing for what is not there', async () => {
    const values = open('get')
    await values.set('a', { of: [1, null, 'ä'] })
    await values.setMany([
      { key: 'b', value: 2 },
      { key: 'c', value: 3 },
    ])
    expect(await values.get('a')).toEqual({ of: [1, null, 'ä'] })
    expect(await values.getMany(['c', 'none', 'b'])).toEqual([3, undefined, 2])
    expect(await values.getMany([])).toEqual([])
    await values.clear()
  })

  test('keeps nothing beyond its life, of which Redis itself is told', async () => {
    const store = createKeyvStore(redis)
    const key = namespace('life')
    await store.set(key, 'text', 500)
    expect(await store.get(key)).toBe('text')
    await delay(700)
    expect(await store.get(key)).toBeUndefined()
  })

  test('removes what it is told to, and clears its own namespace alone, whatever its name', async () => {
    const [mine, other] = [open('x*[a]'), open('x-other[a]')]
    const keys = Array.from({ length: 600 }, (_, index) => String(index))
    // In parts: each command has 50 ms, on a machine that does other things too.
    for (const values of [mine, other])
      for (let at = 0; at < keys.length; at += 50)
        await values.setMany(keys.slice(at, at + 50).map((key) => ({ key, value: key })))
    expect([await mine.delete('1'), await mine.delete('1')]).toEqual([true, false])
    expect(await mine.deleteMany(['2', '3'])).toBe(true)
    expect(await mine.getMany(['1', '2', '3', '4'])).toEqual([undefined, undefined, undefined, '4'])
    await mine.clear()
    expect((await mine.getMany(keys)).every((value) => value === undefined)).toBe(true)
    expect((await other.getMany(keys)).every((value) => value !== undefined)).toBe(true)
    await other.clear()
  })
})
