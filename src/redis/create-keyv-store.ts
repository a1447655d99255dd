import type { KeyvStoreAdapter } from 'keyv'
import type { Redis } from './create-redis.ts'

/** So many keys are looked at in one go when all are removed. */
const scanned = 500

/**
 * Redis as the store of a Keyv, with the time limit of our own connection on each command.
 *
 * Every method rejects with RedisDownError while Redis is away.
 */
export function createKeyvStore(redis: Pick<Redis, 'send'>): KeyvStoreAdapter {
  const get = async (key: string) => textOf(await redis.send(['GET', key]))
  const set = async (key: string, value: string, ttl?: number): Promise<void> => {
    const life = ttl === undefined ? [] : ['PX', String(Math.max(1, Math.floor(ttl)))]
    await redis.send(['SET', key, value, ...life])
  }
  const deleteMany = async (keys: readonly string[]): Promise<boolean> =>
    keys.length > 0 && Number(await redis.send(['UNLINK', ...keys])) > 0

  const store: KeyvStoreAdapter = {
    opts: {},
    // The connection tells of its own state.
    on: () => store,
    get: get as KeyvStoreAdapter['get'],
    async getMany(keys: string[]) {
      if (keys.length === 0) return []
      const texts = await redis.send(['MGET', ...keys])
      return (Array.isArray(texts) ? texts.map(textOf) : keys.map(() => undefined)) as never[]
    },
    set,
    async setMany(entries) {
      await Promise.all(entries.map(({ key, value, ttl }) => set(key, String(value), ttl)))
    },
    delete: (key) => deleteMany([key]),
    deleteMany,
    async clear() {
      const pattern = `${(store.namespace ?? '').replaceAll(/[*?[\]\\^]/g, String.raw`\$&`)}:*`
      let cursor = '0'
      do {
        const reply = await redis.send(['SCAN', cursor, 'MATCH', pattern, 'COUNT', String(scanned)])
        const [next, keys] = reply as [unknown, string[]]
        await deleteMany(keys)
        cursor = String(next)
      } while (cursor !== '0')
    },
  }
  return store
}

function textOf(reply: unknown): string | undefined {
  return typeof reply === 'string' ? reply : undefined
}
