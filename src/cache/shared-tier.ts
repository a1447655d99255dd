import { hash, randomUUID } from 'node:crypto'
import { Keyv, type KeyvStoreAdapter } from 'keyv'
import type { Target } from './cache-keys.ts'
import { claimScript, raiseScript, releaseScript } from './shared-scripts.ts'

/** The Redis that replicas share: commands fail at once while it is down, and within 50 ms when it is slow. */
export interface SharedRedis {
  isUp(): boolean
  /** @throws when there is no answer */
  send(command: readonly string[]): Promise<unknown>
}

/** What the tier holds of one target. */
export interface Fetched {
  /** Null: nothing that could still be of use. */
  kept: Kept | null
  /** It may be shown without asking again. */
  isFresh: boolean
  /** Ours to read anew, for so long as the lock lasts; false where nothing was to be locked, too. */
  isLocked: boolean
  /** What its fences are: what is stored carries it, and is worth nothing once one was raised since. */
  token: string
}

export interface Kept {
  /** JSON. */
  value: unknown
  /** ms since epoch at which the system was asked. */
  asOf: number
  /** ms since epoch. */
  freshUntil: number
}

export interface Stored {
  target: Target
  token: string
  /** Null: nothing to store, only a lock to give back. */
  kept: Kept | null
  /** For how long it may be of any use. */
  lifeMs: number
}

/**
 * The tier that replicas share, and the locks by which one of them reads for all. Nothing relies on it: what it cannot
 * do, because it is away, is done without it. Nothing of it is ever waited for but an answer to a question.
 */
export interface SharedTier {
  /** In the order of the targets; null: there is no answer. */
  fetch(targets: readonly Target[], options: { lock: boolean }): Promise<readonly Fetched[] | null>
  store(entries: readonly Stored[]): void
  /** Makes worthless what was read before, and takes out what is under these keys. */
  raise(tags: readonly string[], keys: readonly string[]): void
  /** Makes everything worthless. */
  clear(): void
  /** How long a lock lasts at most. */
  lockMs: number
}

/** Longer than most reads; a system that takes longer is asked by more than one replica. */
const usualLockMs = 3_000
/** Fences that could not be raised while Redis was away are raised once it is back; more than these, and all is dropped. */
const maxPending = 5_000
/** The fence on everything. */
const everything = '*'

export function createSharedTier(options: {
  redis: SharedRedis
  /** Where values are: it may lose them, or keep them too long, and nothing wrong is shown. */
  store: KeyvStoreAdapter
  /** Of this deployment, this version's form and this declaration: nobody else's keys begin so. */
  namespace: string
  /** After so long nothing that a fence was raised against is left. */
  fenceLifeMs: number
  lockMs?: number
  now: () => number
}): SharedTier {
  const { redis, namespace, fenceLifeMs, lockMs = usualLockMs, now } = options
  const own = randomUUID()
  // In braces: a Redis that is spread over several servers keeps all of it on one, as the scripts need it.
  const nameOf = (kind: 'l' | 'f', key: string) => `{${namespace}}${kind}:${hidden(key)}`
  const values = openValues(options.store, `{${namespace}}v`)
  const claimed = ({ key, sharedTags }: Target): string[] => {
    const [first = '', second = first] = sharedTags
    return [nameOf('l', key), ...[everything, first, second].map((tag) => nameOf('f', tag))]
  }
  let missed = { tags: new Set<string>(), keys: new Set<string>() }

  const run = (script: string, keys: readonly string[], args: readonly string[]): Promise<unknown> =>
    redis.send(['EVAL', script, String(keys.length), ...keys, ...args])
  const release = async (targets: readonly Target[]): Promise<void> => {
    if (targets.length === 0) return
    const locks = targets.map(({ key }) => nameOf('l', key))
    await run(releaseScript, locks, [own]).catch(() => undefined)
  }
  const sendRaise = async (tags: readonly string[], keys: readonly string[]): Promise<void> => {
    const fences = tags.map((tag) => nameOf('f', tag))
    await run(raiseScript, fences, [String(fenceLifeMs)])
    // They are worth nothing already.
    if (keys.length > 0) void values.deleteMany(keys.map(hidden)).catch(() => undefined)
  }
  const postpone = (tags: Iterable<string>, keys: Iterable<string>): void => {
    for (const tag of tags) missed.tags.add(tag)
    for (const key of keys) missed.keys.add(key)
    if (missed.tags.size + missed.keys.size > maxPending)
      missed = { tags: new Set([everything]), keys: new Set() }
  }
  /** What could not be told while it was away comes before anything is believed of it. */
  const catchUp = async (): Promise<boolean> => {
    const { tags, keys } = missed
    if (tags.size === 0) return true
    missed = { tags: new Set(), keys: new Set() }
    try {
      await sendRaise([...tags], [...keys])
      return true
    } catch {
      postpone(tags, keys)
      return false
    }
  }
  const raise = (tags: readonly string[], keys: readonly string[]): void => {
    if (redis.isUp()) sendRaise(tags, keys).catch(() => postpone(tags, keys))
    else postpone(tags, keys)
  }

  return {
    lockMs,
    raise,
    clear: () => raise([everything], []),
    async fetch(targets, { lock }) {
      if (!redis.isUp() || !(await catchUp())) return null
      try {
        const args = [lock ? own : '', String(lockMs), String(fenceLifeMs)]
        // Values after locks, as one connection keeps the order: what a lock was given back for is there.
        const [claims, kept] = await Promise.all([
          run(claimScript, targets.flatMap(claimed), args),
          values.getMany<unknown>(targets.map(({ key }) => hidden(key))),
        ])
        if (!Array.isArray(claims) || claims.length !== targets.length) return null
        const fetched = targets.map((_target, index) => readFetched(claims[index], kept[index], now()))
        void release(targets.filter((_target, at) => fetched[at]?.isLocked && fetched[at].isFresh))
        return fetched
      } catch {
        return null
      }
    },
    store(entries) {
      if (entries.length === 0 || !redis.isUp()) return
      const stored = entries.flatMap(({ target, token, kept, lifeMs }) =>
        kept ? { key: hidden(target.key), value: { ...kept, token }, ttl: Math.max(1, lifeMs) } : [],
      )
      const setting = stored.length > 0 ? values.setMany(stored).catch(() => undefined) : Promise.resolve()
      void setting.then(() => release(entries.map(({ target }) => target)))
    },
  }
}

function openValues(store: KeyvStoreAdapter, namespace: string): Keyv {
  return new Keyv({
    ...{ store, namespace, throwOnErrors: true, emitErrors: false, useKeyPrefix: true },
    serialize: JSON.stringify,
    // One that is broken is none, and no error of those that are read with it.
    deserialize(text) {
      try {
        return { value: (JSON.parse(text) as { value?: never } | null)?.value }
      } catch {
        return undefined
      }
    },
  })
}

/** Keys of records may be names of people (a look-up by e-mail): what lists keys does not show them. */
function hidden(key: string): string {
  return hash('sha256', key, 'base64url')
}

function readFetched(claim: unknown, stored: unknown, at: number): Fetched {
  const [token, locked] = Array.isArray(claim) ? (claim as unknown[]) : []
  const { value, asOf, freshUntil, token: of } = (stored ?? {}) as Record<string, unknown>
  const isOfUse = of === token && typeof asOf === 'number' && typeof freshUntil === 'number'
  const kept = isOfUse ? { value, asOf, freshUntil } : null
  return {
    kept,
    isFresh: kept !== null && at < kept.freshUntil,
    isLocked: locked === 1,
    token: String(token),
  }
}
