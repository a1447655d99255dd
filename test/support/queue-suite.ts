import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../src/store/database.ts'
import { createQueue, type Queue } from '../../src/store/queue.ts'

/** What a queue promises, on whichever database. */
export function describeQueue(open: () => Promise<Database>): void {
  let database: Database
  let queue: Queue
  const errors: unknown[] = []
  const create = () =>
    createQueue({ database, names: ['writes', 'other'], onError: (error) => errors.push(error) })
  beforeAll(async () => {
    database = await open()
    queue = await create()
  }, 60_000)
  afterAll(async () => {
    await queue.close()
    await database.query(`drop schema ${database.schema}_queue cascade`, [])
    await database.close()
    expect(errors).toEqual([])
  })

  /** Counts wake-ups, and waits for the next. */
  const work = async (name: string) => {
    const times: number[] = []
    const stop = await queue.work(name, () => times.push(Date.now()))
    return { times, stop }
  }
  const until = async (condition: () => boolean) => {
    const limit = Date.now() + 15_000
    while (!condition()) {
      if (Date.now() > limit) throw new Error('it did not come to that')
      await sleep(5)
    }
  }

  test('wakes who works on it, and nobody else', async () => {
    const [writes, other] = [await work('writes'), await work('other')]
    await queue.wake('writes')
    await until(() => writes.times.length > 0)
    expect(other.times).toEqual([])
    await writes.stop()
    await other.stop()
  })

  test('wakes at the time that was told, and not before', async () => {
    const { times, stop } = await work('writes')
    const at = Date.now() + 1_500
    await queue.wake('writes', at)
    await until(() => times.length > 0)
    expect(times[0]! - at).toBeGreaterThanOrEqual(-5)
    expect(times[0]! - at).toBeLessThan(5_000)
    await stop()
  })

  test('a wake-up for later does not stand in the way of one for now', async () => {
    const { times, stop } = await work('writes')
    await queue.wake('writes', Date.now() + 60_000)
    await queue.wake('writes')
    await until(() => times.length > 0)
    await stop()
  })

  test('wake-ups of before it began are not lost', async () => {
    await queue.wake('other')
    const { times, stop } = await work('other')
    await until(() => times.length > 0)
    await stop()
  })

  test('one that is there already starts again on the same store', async () => {
    const again = await create()
    await again.close()
  })
}
