import { timingSafeEqual } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Identify, Principal } from '../auth/principal.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { storeUnavailable } from '../store/store-error.ts'
import type { ApiKey } from './api-key.ts'
import type { KeyRepository, StoredKey } from './key-repository.ts'
import { digestOf, prefixOf } from './key-text.ts'

/** Milliseconds. A revoked key is refused after their sum at the latest, where the store answers. */
export interface KeyBookTimes {
  /** How old the book may be. */
  refreshEveryMs: number
  /** How long a request waits for a refresh: then it goes on with the book as it is, as it does without a store. */
  patienceMs: number
}

export const keyBookTimes: KeyBookTimes = { refreshEveryMs: 2_000, patienceMs: 2_500 }

export interface KeyBookOptions {
  repository: Pick<KeyRepository, 'readVersion' | 'readLive'>
  /** ms since epoch. */
  now: () => number
  /** A refresh failed, and not because the store is away; the book goes on as it is. */
  onProblem: (message: string, error: unknown) => void
  times?: KeyBookTimes
}

export interface KeyBook {
  /** @throws GatewayError STORE_UNAVAILABLE for a key that is not in the book while the store cannot be asked */
  identify: Identify
  /** Reads what changed until now; for whoever has just changed it. Never throws. */
  refresh(): Promise<void>
}

interface KnownKey {
  digest: Buffer
  expiresAtMs: number
  principal: Principal
}

interface Attempt {
  startedAtMs: number
  /** Null once it has ended. */
  running: Promise<void> | null
  failure: GatewayError | null
}

/** Compared with where no key has the prefix, so that this takes as long. */
const noDigest = Buffer.alloc(32)

/**
 * All valid keys, in memory: one small query every 2 s of use, all of them again when that says that something changed,
 * and none for a key, known or not. As long as the store is away, however long, the keys in the book stay good: a key
 * that is revoked meanwhile elsewhere is refused once the store is back.
 */
export function createKeyBook({ repository, now, onProblem, times = keyBookTimes }: KeyBookOptions): KeyBook {
  let known: ReadonlyMap<string, KnownKey> = new Map()
  let version: string | null = null
  let attempt: Attempt | null = null

  const read = async (): Promise<void> => {
    const latest = await repository.readVersion()
    if (latest === version) return
    // Read after its number, the keys are at least as new as that: a change in between is found the next time.
    const keys = await repository.readLive(new Date(now()))
    known = new Map(keys.map((stored) => [stored.key.prefix, toKnown(stored)]))
    version = latest
  }
  const begin = (): Attempt => {
    const mine: Attempt = { startedAtMs: now(), running: null, failure: null }
    mine.running = read()
      .catch((error: unknown) => {
        mine.failure = storeUnavailable(error)
        if (!isStoreAway(error)) onProblem('the API keys cannot be read anew', error)
      })
      .finally(() => (mine.running = null))
    attempt = mine
    return mine
  }
  /** What kept the book from being new enough; null when it is. */
  const freshen = async (): Promise<GatewayError | null> => {
    // Also an age below zero, after the clock was set back.
    const isDue = attempt === null || Math.abs(now() - attempt.startedAtMs) >= times.refreshEveryMs
    const current = attempt && (attempt.running || !isDue) ? attempt : begin()
    const { running, startedAtMs } = current
    if (!running) return current.failure
    const leftMs = startedAtMs + times.patienceMs - now()
    const isLate = leftMs <= 0 || !(await endsWithin(running, Math.min(leftMs, times.patienceMs)))
    return isLate ? storeUnavailable() : current.failure
  }

  return {
    async identify(text) {
      const prefix = prefixOf(text)
      if (prefix === null) return null
      const failure = await freshen()
      const found = known.get(prefix)
      const isRight = timingSafeEqual(found?.digest ?? noDigest, digestOf(text))
      if (found) return isRight && now() < found.expiresAtMs ? found.principal : null
      if (failure !== null) throw failure
      return null
    },
    async refresh() {
      // What is under way may have read before the change. Of several that wait, one begins, and the others wait for it.
      while (attempt?.running) await attempt.running
      await begin().running
    },
  }
}

function toKnown({ digest, key }: StoredKey): KnownKey {
  const expiresAtMs = key.expiresAt === null ? Infinity : Date.parse(key.expiresAt)
  return { digest, expiresAtMs, principal: toPrincipal(key) }
}

function toPrincipal({ prefix, name, roles, scopes, attributes, customer, tenant }: ApiKey): Principal {
  return { id: `key:${prefix}`, client: name, roles, scopes, attributes, customer, tenant }
}

function isStoreAway(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'STORE_UNAVAILABLE'
}

async function endsWithin(work: Promise<void>, limitMs: number): Promise<boolean> {
  const over = new AbortController()
  const limit = delay(limitMs, false, { signal: over.signal, ref: false }).catch(() => false)
  const ended = await Promise.race([work.then(() => true), limit])
  over.abort()
  return ended
}
