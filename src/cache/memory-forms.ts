import type { RecordPage } from '../datasources/datasource.ts'
import type { SourceRecord } from '../datasources/source-record.ts'
import { recordTargets, type Target, type TargetOf } from './cache-keys.ts'
import { kindName, maxGoneMs, type CachePolicy, type RecordKind } from './cache-policy.ts'
import { decodeRecord, encodeRecord } from './encode-records.ts'
import type { Fences } from './fences.ts'
import { sizeOf, type Entry, type MemoryTier } from './memory-tier.ts'
import type { MemoryForm, Wanted } from './read-request.ts'
import { gone, type HeldOutcome, type HeldPage, type LoadedRecord } from './source-cache.ts'

/** A page as it lies in memory: nothing of the records, which are kept each by itself. */
interface PageEntry {
  targets: readonly Target[]
  cursors: readonly string[]
  hasNextPage: boolean
}

type At = Pick<Entry<unknown>, 'asOf' | 'tick' | 'freshUntil'>

export interface FormParts {
  memory: MemoryTier
  fences: Fences
  now: () => number
}

export type Forms = ReturnType<typeof createForms>

/** How records, pages and look-ups lie in memory, and as text. */
export function createForms({ memory, fences, now }: FormParts) {
  /** As many as the schema has kinds: targets that are kept share what is the same for all of one. */
  const sorts = new Map<string, TargetOf>()
  const targetsOf = (kind: RecordKind): TargetOf => {
    const name = kindName(kind)
    const known = sorts.get(name) ?? recordTargets(kind)
    sorts.set(name, known)
    return known
  }
  const isUsable = (entry: Entry<unknown>, policy: CachePolicy, wanted: Wanted, at: number): boolean => {
    if (at < entry.freshUntil) return true
    if (wanted === 'FRESH') return false
    const { maxAgeMs, staleIfErrorMs, staleWhileRevalidateMs } = policy
    return at < entry.asOf + maxAgeMs + (wanted === 'OLD' ? staleIfErrorMs : staleWhileRevalidateMs)
  }
  const find = <Value>(target: Target, policy: CachePolicy, wanted: Wanted) => {
    const entry = memory.get<Value>(target.key)
    if (!entry || !isUsable(entry, policy, wanted, now())) return undefined
    if (fences.isQuiet(entry.tick, target)) return entry
    memory.drop(target.key)
    return undefined
  }
  /** That there is none is shown for its short time, and never when it is old. */
  const isOver = (entry: Entry<unknown>, isNone: boolean): boolean => isNone && now() >= entry.freshUntil
  const put = <Value>(key: string, value: Value, at: At, bytes: number): void => {
    const known = memory.get(key)
    // Two who read at a time may end in any order.
    if (known && known.asOf > at.asOf && known.tick >= at.tick) return
    memory.put(key, { value, ...at, bytes })
  }
  const putRecord = ({ key }: Target, record: SourceRecord, at: At): void =>
    put<HeldOutcome>(key, { kind: 'loaded', record, asOf: at.asOf }, at, sizeOf(record))
  /** Under the targets that it gives: who names them finds them with the very same keys. */
  const putAll = (kind: RecordKind, held: readonly LoadedRecord[], at: At): Target[] => {
    const targetOf = targetsOf(kind)
    return held.map(({ record }) => {
      const target = targetOf(record.externalId)
      putRecord(target, record, at)
      return target
    })
  }

  /** The records that are named, none of them changed since they were named together; null: not all are there. */
  const gather = (
    policy: CachePolicy,
    naming: Entry<unknown>,
    targets: readonly Target[],
    wanted: Wanted,
  ): LoadedRecord[] | null => {
    const at = now()
    const all: LoadedRecord[] = []
    for (const target of targets) {
      const entry = memory.get<HeldOutcome>(target.key)
      if (entry?.value.kind !== 'loaded' || !isUsable(entry, policy, wanted, at)) return null
      if (!fences.isQuiet(Math.min(naming.tick, entry.tick), target) || fences.holds(target)) return null
      all.push(at < entry.freshUntil ? entry.value : { ...entry.value, isStale: true })
    }
    return all
  }

  return {
    record(policy: CachePolicy): MemoryForm<HeldOutcome> {
      return {
        recall(target, wanted) {
          const entry = find<HeldOutcome>(target, policy, wanted)
          return entry && !isOver(entry, entry.value === gone) ? entry : null
        },
        remember(target, outcome, at) {
          if (outcome.kind === 'loaded') putRecord(target, outcome.record, at)
          else put(target.key, gone, at, 8)
        },
        encode: (outcome) => (outcome.kind === 'loaded' ? encodeRecord(outcome.record) : 0),
        decode: (encoded, asOf) =>
          encoded === 0 ? gone : { kind: 'loaded', record: decodeRecord(encoded), asOf },
        maxAgeMs: ({ kind: is }) =>
          is === 'loaded' ? policy.maxAgeMs : Math.min(maxGoneMs, policy.maxAgeMs),
      }
    },

    page(kind: RecordKind, policy: CachePolicy): MemoryForm<HeldPage> {
      return {
        recall(target, wanted) {
          const entry = find<PageEntry>(target, policy, wanted)
          const held = entry && gather(policy, entry, entry.value.targets, wanted)
          if (!entry || !held) return null
          const { cursors, hasNextPage } = entry.value
          return { ...entry, value: { held, cursors, hasNextPage } }
        },
        remember(target, { held, cursors, hasNextPage }, at) {
          const targets = putAll(kind, held, at)
          const bytes = sizeOf(keysOf(targets)) + sizeOf(cursors)
          put<PageEntry>(target.key, { targets, cursors, hasNextPage }, at, bytes)
        },
        encode: ({ held, cursors, hasNextPage }) => [recordsOf(held).map(encodeRecord), cursors, hasNextPage],
        decode(encoded, asOf) {
          const [records, cursors, hasNextPage] = listOf(encoded)
          const held = listOf(records).map((one) => loaded(decodeRecord(one), asOf))
          const all = listOf(cursors).map(String)
          // A batch of first pages has no cursors of some vendors.
          if (all.length > 0 && all.length !== held.length) throw new TypeError('no page')
          return { held, cursors: all, hasNextPage: hasNextPage === true }
        },
        maxAgeMs: () => policy.maxAgeMs,
      }
    },

    lookUp(kind: RecordKind, policy: CachePolicy): MemoryForm<readonly LoadedRecord[]> {
      return {
        recall(target, wanted) {
          const entry = find<readonly Target[]>(target, policy, wanted)
          const isThere = entry && !isOver(entry, entry.value.length === 0)
          const held = isThere ? gather(policy, entry, entry.value, wanted) : null
          return entry && held ? { ...entry, value: held } : null
        },
        remember(target, held, at) {
          const targets = putAll(kind, held, at)
          put(target.key, targets, at, sizeOf(keysOf(targets)))
        },
        encode: (held) => recordsOf(held).map(encodeRecord),
        decode: (encoded, asOf) => listOf(encoded).map((one) => loaded(decodeRecord(one), asOf)),
        maxAgeMs: ({ length }) => (length > 0 ? policy.maxAgeMs : Math.min(maxGoneMs, policy.maxAgeMs)),
      }
    },
  }
}

export function loaded(record: SourceRecord, asOf: number): LoadedRecord {
  return { kind: 'loaded', record, asOf }
}

export function toHeldPage({ records, cursors, hasNextPage }: RecordPage, asOf: number): HeldPage {
  return { held: records.map((record) => loaded(record, asOf)), cursors, hasNextPage }
}

function recordsOf(held: readonly LoadedRecord[]): SourceRecord[] {
  return held.map(({ record }) => record)
}

function keysOf(targets: readonly Target[]): string[] {
  return targets.map(({ key }) => key)
}

/** @throws TypeError for what is none */
function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw new TypeError('no list')
}
