import { setTimeout as delay } from 'node:timers/promises'
import type { Target } from './cache-keys.ts'
import type { Answer, Asked, ReadRequest, ReadThroughParts } from './read-request.ts'
import type { Fetched, Kept, Stored } from './shared-tier.ts'

export type SharedRead<Value> = ReadRequest<Value> & {
  /** When it began, see Fences. */
  tick: number
}

/** How often those look who wait for another replica. */
const pollMs = 10

/**
 * Reads from what replicas share, then from the system: what another replica reads just now is waited for until its lock
 * runs out. What was read is kept, unless a fence was raised since it began. Never rejects.
 */
export async function readShared<Value>(
  parts: Pick<ReadThroughParts, 'fences' | 'shared' | 'stats' | 'now' | 'random'>,
  read: SharedRead<Value>,
): Promise<ReadonlyMap<string, Answer<Value>>> {
  const { fences, shared, stats, now, random } = parts
  const { kind, policy, age, call, memory, tick } = read
  const results = new Map<string, Answer<Value>>()
  const tokens = new Map<string, string>()
  const isKept = policy.maxAgeMs > 0

  /** Takes what is there. True: nobody else reads it, so it is ours to read. */
  const take = (target: Target, { kept, isFresh, isLocked, token }: Fetched): boolean => {
    tokens.set(target.key, token)
    const value = kept ? decode(target, kept) : null
    if (kept && value && isFresh && age === 'POLICY' && !fences.holds(target)) {
      stats.of(kind).sharedHits++
      results.set(target.key, { kind: 'value', value: value.of, asOf: kept.asOf, isStale: false })
      return false
    }
    // Fresh, and yet not shown: nobody waits to read it.
    return isLocked || isFresh || age === 'FRESH'
  }
  /** Null: it is of no form that this version knows. */
  const decode = (target: Target, { value, asOf, freshUntil }: Kept): { of: Value } | null => {
    try {
      const of = memory.decode(value, asOf)
      if (fences.isQuiet(tick, target)) memory.remember(target, of, { asOf, tick, freshUntil })
      return { of }
    } catch {
      return null
    }
  }

  const ask = async (targets: readonly Target[]): Promise<void> => {
    if (targets.length === 0) return
    const asOf = now()
    stats.of(kind).misses += targets.length
    const asked = await askAll(read, targets)
    const stored: Stored[] = []
    for (const [index, target] of targets.entries()) {
      const one = asked[index] ?? { kind: 'failed', error: new Error('the system was not asked for all') }
      results.set(target.key, one.kind === 'value' ? { ...one, asOf, isStale: false } : one)
      const kept = one.kind === 'value' && isKept ? keep(target, one.value, asOf) : null
      const token = tokens.get(target.key)
      if (token === undefined) continue
      const oldForMs = Math.max(policy.staleIfErrorMs, policy.staleWhileRevalidateMs)
      const lifeMs = policy.maxAgeMs + oldForMs
      stored.push({ target, token, lifeMs, kept })
    }
    shared?.store(stored)
  }
  /** As it is stored for others; null: it may be older than a change by now, and is not kept. */
  const keep = (target: Target, value: Value, asOf: number): Kept | null => {
    if (!fences.isQuiet(tick, target) || fences.holds(target)) return null
    // What was read together is not read again together. Never later than declared.
    const freshUntil = asOf + memory.maxAgeMs(value) * (1 - 0.1 * random())
    memory.remember(target, value, { asOf, tick, freshUntil })
    if (!shared) return null
    try {
      return { value: memory.encode(value), asOf, freshUntil }
    } catch {
      return null
    }
  }

  const follow = async (targets: readonly Target[], untilMs: number): Promise<void> => {
    let waiting = targets
    while (waiting.length > 0) {
      if (performance.now() >= untilMs || call.signal.aborted) return ask(waiting)
      await delay(pollMs * (1 + random()), undefined, { signal: call.signal }).catch(() => undefined)
      const fetched = await shared?.fetch(waiting, { lock: true })
      if (!fetched) return ask(waiting)
      const ours = takeAll(waiting, fetched)
      const left = waiting.filter((target) => !results.has(target.key) && !ours.includes(target))
      if (ours.length > 0) await ask(ours)
      waiting = left
    }
  }
  const takeAll = (targets: readonly Target[], fetched: readonly Fetched[]): Target[] =>
    targets.filter((target, index) => {
      const one = fetched[index]
      return !one || take(target, one)
    })

  const held = read.targets.filter((target) => !isKept || fences.holds(target))
  const open = held.length === 0 ? read.targets : read.targets.filter((target) => !held.includes(target))
  const fetched = open.length > 0 ? await shared?.fetch(open, { lock: age === 'POLICY' }) : undefined
  const ours = fetched ? takeAll(open, fetched) : [...open]
  const others = open.filter((target) => !results.has(target.key) && !ours.includes(target))
  const waitedMs = shared?.lockMs ?? 0
  await Promise.all([ask([...held, ...ours]), follow(others, performance.now() + waitedMs)])
  return results
}

async function askAll<Value>(
  { ask, call }: SharedRead<Value>,
  targets: readonly Target[],
): Promise<readonly Asked<Value>[]> {
  try {
    return await ask(targets, call)
  } catch (error) {
    return targets.map(() => ({ kind: 'failed', error }))
  }
}
