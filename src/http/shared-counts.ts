import type { Options, Store } from 'express-rate-limit'
import { RedisStore, type RedisReply } from 'rate-limit-redis'
import type { Redis } from '../redis/create-redis.ts'
import { createMemoryCounts } from './memory-counts.ts'

export interface SharedCountsOptions {
  /** Keeps different limits apart. */
  name: string
  /** Where replicas count together; null: each for itself. */
  redis: Redis | null
  now: () => number
}

/** Longest that a count is waited for: then our own replica's has to do. */
const waitMs = 50

/**
 * Where a rate limit counts: in Redis, and in memory besides. Whenever Redis does not answer, the replica's own count of the
 * same minute decides, so a Redis that goes down loosens the limit and lets nobody begin anew.
 */
export function createSharedCounts({ name, redis, now }: SharedCountsOptions): Store {
  const own = createMemoryCounts(now)
  const prefix = `headwater:rate:${name}:`
  const shared =
    redis &&
    new RedisStore({
      prefix,
      sendCommand: async (...command) => (await redis.send(command)) as RedisReply,
    })
  let options: Options | null = null
  let loading: Promise<void> | null = null

  const countShared = async (store: RedisStore, settings: Options, key: string) => {
    try {
      // Its scripts are loaded when it is first reached, which may be long after the start.
      await (loading ??= store.init(settings))
      return await store.increment(key)
    } catch {
      loading = null
      return null
    }
  }
  return {
    prefix,
    init: (given) => void (options = given),
    increment(key) {
      const { hits, endsAt } = own.hit(key)
      const ours = { totalHits: hits, resetTime: new Date(endsAt) }
      if (!shared || !options || !redis.isUp()) return ours
      return atMost(waitMs, countShared(shared, options, key)).then((theirs) => theirs ?? ours)
    },
    // For options that are not used here: requests that are not to count.
    decrement: () => undefined,
    resetKey: () => undefined,
  }
}

async function atMost<Value>(ms: number, work: Promise<Value>): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), ms)))
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
