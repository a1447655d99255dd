import {
  lookUpTargets,
  pageTargets,
  recordKey,
  recordTargets,
  type Target,
  type TargetOf,
} from './cache-keys.ts'
import { neverKept, type CachePolicy, type RecordKind } from './cache-policy.ts'
import { createCacheStats } from './cache-stats.ts'
import { createFences } from './fences.ts'
import { createForms, loaded, toHeldPage } from './memory-forms.ts'
import { createMemoryTier } from './memory-tier.ts'
import type { ReadRequest } from './read-request.ts'
import { createReadThrough } from './read-through.ts'
import {
  gone,
  type FindHeld,
  type HeldOutcome,
  type HeldPage,
  type LoadedRecord,
  type Reading,
  type Refresh,
  type SourceCache,
} from './source-cache.ts'
import type { SharedTier } from './shared-tier.ts'
import { tagsOfChange } from './tags-of-change.ts'

export interface SourceCacheOptions {
  policyOf: (kind: RecordKind) => CachePolicy
  /** Parts of an entity at a system that are records of their own, the main one (null) among them. */
  partsOf: (system: string, entity: string) => readonly (string | null)[]
  /** Whether records of the kind are looked up by a field. */
  isKey: (kind: RecordKind, field: string) => boolean
  /** 0 of either: nothing is kept at all. */
  memory: { maxEntries: number; maxBytes: number }
  /** What replicas share; null: nothing. */
  shared: SharedTier | null
  now: () => number
  /** From 0 to 1, for what is to happen at different times; Math.random unless told. */
  random?: () => number
  /** A system fails and what is old is shown, or it answers again. */
  onStale: (event: { system: string; isStale: boolean }) => void
}

/** A write that is heard of and whose end is not is over after this long at most. */
const longestHoldMs = 30_000

export function createSourceCache(options: SourceCacheOptions): SourceCache {
  const { partsOf, isKey, shared, now, random = Math.random, onStale } = options
  const isOff = options.memory.maxEntries === 0 || options.memory.maxBytes === 0
  const policyOf = (kind: RecordKind) => (isOff ? neverKept : options.policyOf(kind))
  const memory = createMemoryTier(isOff ? { maxEntries: 1, maxBytes: 1 } : options.memory)
  const fences = createFences({ now })
  const stats = createCacheStats()
  const forms = createForms({ memory, fences, now })
  const { read } = createReadThrough({ fences, shared, stats, now, random, onStale })

  /** What is held, too old or not; the reader is told to have it read anew. */
  const heldOf = <Value>(
    kind: RecordKind,
    targetOf: TargetOf,
    recall: (target: Target, wanted: 'REVALIDATE') => { value: Value; freshUntil: number } | null,
    refresh: Refresh,
  ): FindHeld<{ value: Value; isStale: boolean }> => {
    const counts = stats.of(kind)
    return (id) => {
      const target = targetOf(id)
      const entry = recall(target, 'REVALIDATE')
      if (!entry || fences.holds(target)) return null
      if (now() < entry.freshUntil) {
        counts.hits++
        return { value: entry.value, isStale: false }
      }
      counts.stale++
      refresh(id)
      return { value: entry.value, isStale: true }
    }
  }
  /** Asks a system for what targets stand for; `hold` makes of each what is kept. */
  const askingFor =
    <Answered, Held>(
      ask: Reading<Answered>['ask'],
      hold: (answered: Answered, asOf: number) => Held,
    ): ReadRequest<Held>['ask'] =>
    async (targets, call) => {
      const asOf = now()
      const asked = await ask(
        targets.map(({ id }) => id),
        call,
      )
      return asked.map((one) =>
        one.kind === 'failed' ? one : { kind: 'value', value: hold(one.value, asOf) },
      )
    }
  const keysOf = (system: string, entity: string, externalId: string): string[] =>
    partsOf(system, entity).map((part) => recordKey({ system, entity, part }, externalId))

  return {
    stats,
    memory: () => memory.stats(),
    keeps: (kind) => policyOf(kind).maxAgeMs > 0,

    heldRecords(kind, refresh) {
      const policy = policyOf(kind)
      if (policy.maxAgeMs === 0) return () => null
      const find = heldOf(kind, recordTargets(kind), forms.record(policy).recall, refresh)
      return (externalId) => {
        const found = find(externalId)
        if (!found) return null
        const { value, isStale } = found
        return isStale && value.kind === 'loaded' ? { ...value, isStale } : value
      }
    },

    heldPages({ kind, reference, request }, refresh) {
      const policy = policyOf(kind)
      if (policy.maxAgeMs === 0) return () => null
      const targetOf = pageTargets(kind, reference, request)
      const find = heldOf(kind, targetOf, forms.page(kind, policy).recall, refresh)
      return (parentId) => find(parentId)?.value ?? null
    },

    records(kind, ids, { age, call, ask }) {
      const policy = policyOf(kind)
      return read<HeldOutcome>({
        ...{ kind, policy, age, call, memory: forms.record(policy) },
        targets: ids.map(recordTargets(kind)),
        ask: askingFor(ask, (record, asOf) => (record ? loaded(record, asOf) : gone)),
      })
    },

    pages({ kind, reference, request }, parentIds, { age, call, ask }) {
      const policy = policyOf(kind)
      return read<HeldPage>({
        ...{ kind, policy, age, call, memory: forms.page(kind, policy) },
        targets: parentIds.map(pageTargets(kind, reference, request)),
        ask: askingFor(ask, toHeldPage),
      })
    },

    lookUps(kind, key, values, { age, call, ask }) {
      const policy = policyOf(kind)
      return read<readonly LoadedRecord[]>({
        ...{ kind, policy, age, call, memory: forms.lookUp(kind, policy) },
        targets: values.map(lookUpTargets(kind, key)),
        ask: askingFor(ask, (records, asOf) => records.map((record) => loaded(record, asOf))),
      })
    },

    begin(kind) {
      const [tick, asOf, policy] = [fences.now(), now(), policyOf(kind)]
      const form = forms.record(policy)
      const targetOf = recordTargets(kind)
      return {
        keep(records) {
          if (policy.maxAgeMs === 0) return
          const freshUntil = asOf + policy.maxAgeMs * (1 - 0.1 * random())
          for (const record of records) {
            const target = targetOf(record.externalId)
            if (!fences.isQuiet(tick, target) || fences.holds(target)) continue
            form.remember(target, loaded(record, asOf), { asOf, tick, freshUntil })
          }
        },
      }
    },

    change(change) {
      const { id, system, entity, externalId: known, state } = change
      const main = { system, entity, part: null }
      const held = known === null ? undefined : memory.get<HeldOutcome>(recordKey(main, known))
      const before = held?.value.kind === 'loaded' ? held.value.record : null
      const tags = tagsOfChange(change, before, (field) => isKey(main, field))
      const others = change.isAction ? change.refs : []
      const keys = [
        ...(known === null ? [] : keysOf(system, entity, known)),
        ...others.flatMap((ref) => keysOf(system, ref.entity, ref.externalId)),
      ]
      fences.raise(tags.here)
      // Before it is dropped its parents have been seen; a change that is heard of twice knows them no more.
      if (state === 'OVER') for (const key of keys) memory.drop(key)
      shared?.raise(tags.shared, keys)
      for (const tag of tags.held) {
        if (state === 'UNDER_WAY') fences.hold(tag, id, now() + longestHoldMs)
        else fences.release(tag, id)
      }
    },

    clear(scope) {
      fences.raiseAll()
      memory.clear()
      if (scope === 'EVERYWHERE') shared?.clear()
    },
  }
}
