import { hash, randomUUID } from 'node:crypto'
import type { Target } from './cache-keys.ts'
import { fetchScript, raiseScript, storeScript } from './shared-scripts.ts'

/** The Redis that replicas share: commands fail at once while it is down, and within 50 ms when it is slow. */
export interface SharedStore {
  isUp(): boolean
  /** @throws when there is no answer */
  send(command: readonly string[]): Promise<unknown>
}

/** What the tier holds of one target. */
export interface Fetched {
  /** Null: nothing that could still be of use. */
  text: string | null
  /** It may be shown without asking again. */
  isFresh: boolean
  /** Ours to read anew, for so long as the lock lasts; false where nothing was to be locked, too. */
  isLocked: boolean
  /** What its fences were: who stores later says so, and is refused where one was raised since. */
  token: string
}

export interface Stored {
  target: Target
  token: string
  /** Null: nothing to store, only a lock to give back. BROKEN: what is there is of no use to anyone. */
  text: string | null | typeof broken
  freshUntil: number
  /** For how long it may be of any use. */
  lifeMs: number
}

export const broken = Symbol('broken')

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
  store: SharedStore
  /** Of this deployment, this version's form and this declaration: nobody else's keys begin so. */
  namespace: string
  /** After so long nothing that a fence was raised against is left. */
  fenceLifeMs: number
  lockMs?: number
  now: () => number
}): SharedTier {
  const { store, namespace, fenceLifeMs, lockMs = usualLockMs, now } = options
  const own = randomUUID()
  // In braces: a Redis that is spread over several servers keeps all of it on one, as the scripts need it.
  // Keys of records may be names of people (a look-up by e-mail): what lists keys does not show them.
  const nameOf = (kind: 'v' | 'l' | 'f', key: string) =>
    `{${namespace}}${kind}${hash('sha256', key, 'base64url')}`
  const namesOf = ({ key, sharedTags }: Target): string[] => {
    const [first = '', second = first] = sharedTags
    const fences = [everything, first, second].map((tag) => nameOf('f', tag))
    return [nameOf('v', key), nameOf('l', key), ...fences]
  }
  let missed = { tags: new Set<string>(), keys: new Set<string>() }

  const run = (script: string, keys: readonly string[], args: readonly string[]): Promise<unknown> =>
    store.send(['EVAL', script, String(keys.length), ...keys, ...args])
  const sendRaise = (tags: readonly string[], keys: readonly string[]) =>
    run(
      raiseScript,
      [...tags.map((tag) => nameOf('f', tag)), ...keys.map((key) => nameOf('v', key))],
      [String(tags.length), String(fenceLifeMs)],
    )
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
    if (store.isUp()) sendRaise(tags, keys).catch(() => postpone(tags, keys))
    else postpone(tags, keys)
  }

  return {
    lockMs,
    raise,
    clear: () => raise([everything], []),
    async fetch(targets, { lock }) {
      if (!store.isUp() || !(await catchUp())) return null
      try {
        const args = [lock ? own : '', String(lockMs), String(now()), String(fenceLifeMs)]
        const reply = await run(fetchScript, targets.flatMap(namesOf), args)
        return Array.isArray(reply) && reply.length === targets.length ? reply.map(readFetched) : null
      } catch {
        return null
      }
    },
    store(entries) {
      if (entries.length === 0 || !store.isUp()) return
      const args = entries.flatMap(({ text, token, freshUntil, lifeMs }) => [
        token,
        text === broken ? '-' : text === null ? '' : `${digitsOf(freshUntil)} ${token} ${text}`,
        String(Math.max(1, Math.floor(lifeMs))),
      ])
      const names = entries.flatMap(({ target }) => namesOf(target))
      run(storeScript, names, [own, ...args]).catch(() => undefined)
    },
  }
}

function digitsOf(ms: number): string {
  return String(Math.floor(ms)).padStart(13, '0')
}

function readFetched(reply: unknown): Fetched {
  const [text, isFresh, isLocked, token] = Array.isArray(reply) ? (reply as unknown[]) : []
  return {
    text: typeof text === 'string' && text !== '' ? text : null,
    isFresh: isFresh === 1,
    isLocked: isLocked === 1,
    token: String(token),
  }
}
