import type { RecordPage } from '../datasources/datasource.ts'
import type { SourceRecord } from '../datasources/source-record.ts'
import { recordKey, recordTargets, type Target } from './cache-keys.ts'
import { maxGoneMs, type CachePolicy, type RecordKind } from './cache-policy.ts'
import { decodeRecord, encodeRecord } from './encode-records.ts'
import type { Fences } from './fences.ts'
import { sizeOf, type Entry, type MemoryTier } from './memory-tier.ts'
import type { MemoryForm, Wanted } from './read-request.ts'
import { gone, type HeldOutcome, type HeldPage, type LoadedRecord } from './source-cache.ts'

/** A page as it lies in memory: nothing of the records, which are kept each by itself. */
interface PageEntry {
  ids: readonly string[]
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
  const isUsable = (entry: Entry<unknown>, policy: CachePolicy, wanted: Wanted): boolean => {
    const at = now()
    if (at < entry.freshUntil) return true
    if (wanted === 'FRESH') return false
    const { maxAgeMs, staleIfErrorMs, staleWhileRevalidateMs } = policy
    return at < entry.asOf + maxAgeMs + (wanted === 'OLD' ? staleIfErrorMs : staleWhileRevalidateMs)
  }
  const find = <Value>(target: Target, policy: CachePolicy, wanted: Wanted) => {
    const entry = memory.get<Value>(target.key)
    if (!entry || !isUsable(entry, policy, wanted)) return undefined
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
  const putRecord = (kind: RecordKind, record: SourceRecord, at: At): void =>
    put<HeldOutcome>(
      recordKey(kind, record.externalId),
      { kind: 'loaded', record, asOf: at.asOf },
      at,
      sizeOf(record),
    )
  const putAll = (kind: RecordKind, records: readonly SourceRecord[], at: At): string[] => {
    for (const record of records) putRecord(kind, record, at)
    return records.map(({ externalId }) => externalId)
  }

  /** The records that are named, none of them changed since they were named together; null: not all are there. */
  const gather = (
    kind: RecordKind,
    policy: CachePolicy,
    naming: Entry<unknown>,
    ids: readonly string[],
    wanted: Wanted,
  ): LoadedRecord[] | null => {
    const targetOf = recordTargets(kind)
    const at = now()
    const all: LoadedRecord[] = []
    for (const id of ids) {
      const target = targetOf(id)
      const entry = memory.get<HeldOutcome>(target.key)
      if (entry?.value.kind !== 'loaded' || !isUsable(entry, policy, wanted)) return null
      if (!fences.isQuiet(Math.min(naming.tick, entry.tick), target) || fences.holds(target)) return null
      all.push(at < entry.freshUntil ? entry.value : { ...entry.value, isStale: true })
    }
    return all
  }

  return {
    record(kind: RecordKind, policy: CachePolicy): MemoryForm<HeldOutcome> {
      return {
        recall(target, wanted) {
          const entry = find<HeldOutcome>(target, policy, wanted)
          return entry && !isOver(entry, entry.value === gone) ? entry : null
        },
        remember(target, outcome, at) {
          if (outcome.kind === 'loaded') putRecord(kind, outcome.record, at)
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
          const held = entry && gather(kind, policy, entry, entry.value.ids, wanted)
          if (!entry || !held) return null
          const { cursors, hasNextPage } = entry.value
          return { ...entry, value: { held, cursors, hasNextPage } }
        },
        remember(target, { held, cursors, hasNextPage }, at) {
          const ids = putAll(kind, recordsOf(held), at)
          put<PageEntry>(target.key, { ids, cursors, hasNextPage }, at, sizeOf(ids) + sizeOf(cursors))
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
          const entry = find<readonly string[]>(target, policy, wanted)
          const isThere = entry && !isOver(entry, entry.value.length === 0)
          const held = isThere ? gather(kind, policy, entry, entry.value, wanted) : null
          return entry && held ? { ...entry, value: held } : null
        },
        remember(target, held, at) {
          const ids = putAll(kind, recordsOf(held), at)
          put(target.key, ids, at, sizeOf(ids))
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

/** @throws TypeError for what is none */
function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw new TypeError('no list')
}
