import type { Call } from '../datasources/call.ts'
import type { RecordPage } from '../datasources/datasource.ts'
import type { SourceRecord } from '../datasources/source-record.ts'
import type { RecordKind } from './cache-policy.ts'
import type { CacheStats } from './cache-stats.ts'
import type { Age, Answer, Asked } from './read-request.ts'

/** A record as requests share it: nobody changes it, or keeps anything of their own on it. */
export interface LoadedRecord {
  readonly kind: 'loaded'
  readonly record: SourceRecord
  /** ms since epoch at which the system was asked. */
  readonly asOf: number
  /** Older than it should be: the system fails, or is being asked again. */
  readonly isStale?: true
}

/** The system has no such record. */
export const gone = { kind: 'gone' } as const

export type HeldOutcome = LoadedRecord | typeof gone

export interface HeldPage {
  held: readonly LoadedRecord[]
  cursors: readonly string[]
  hasNextPage: boolean
}

/** How something is read where it is not held. */
export interface Reading<Value> {
  age: Age
  call: Call
  /** Asks the system for these, in their order. @throws for all of them */
  ask(ids: readonly string[], call: Call): Promise<readonly Asked<Value>[]>
}

/** Which page of what belongs to a parent. */
export interface PagePlace {
  kind: RecordKind
  /** The field of the records that names the parent. */
  reference: string
  /** Size, cursor and order, as text. */
  request: string
}

/** Null: there is nothing of it that may be shown. */
export type FindHeld<Value> = (id: string) => Value | null

/** Told of what is shown although it is too old, by its id: it is to be read anew. */
export type Refresh = (id: string) => void

/**
 * Source records, canonical and unredacted, between the loaders and the systems: who may see what is decided after it.
 * What is looked for in memory is answered at once, without a promise.
 */
export interface SourceCache {
  /** It is declared that records of the kind may be kept. */
  keeps(kind: RecordKind): boolean
  /** What memory has of the records of a kind, by external id. */
  heldRecords(kind: RecordKind, refresh: Refresh): FindHeld<HeldOutcome>
  /** By the parent's id. */
  heldPages(place: PagePlace, refresh: Refresh): FindHeld<HeldPage>
  /** Never rejects. Records that do not exist are `gone`. */
  records(
    kind: RecordKind,
    ids: readonly string[],
    reading: Reading<SourceRecord | null>,
  ): Promise<readonly Answer<HeldOutcome>[]>
  pages(
    place: PagePlace,
    parentIds: readonly string[],
    reading: Reading<RecordPage>,
  ): Promise<readonly Answer<HeldPage>[]>
  lookUps(
    kind: RecordKind,
    key: string,
    values: readonly string[],
    reading: Reading<readonly SourceRecord[]>,
  ): Promise<readonly Answer<readonly LoadedRecord[]>[]>
  /** When records that came with a list are to be kept: begun before the system is asked for it. */
  begin(kind: RecordKind): { keep(records: readonly SourceRecord[]): void }
  /** A record was changed, or may have been: nothing of it that was read before is shown again, nor what hangs on it. */
  change(change: SourceChange): void
  /** Nothing that was read before is shown again. `shared`: nowhere. */
  clear(scope: 'HERE' | 'EVERYWHERE'): void
  stats: CacheStats
  memory(): { entries: number; bytes: number; evicted: number }
}

/** One change at one system by a write. */
export interface SourceChange {
  /** Which change it is: the same while it is UNDER_WAY and when it is OVER. */
  id: string
  system: string
  entity: string
  /** Null: not known, so that every record of the kind may be it; or it is new, and has none yet. */
  externalId: string | null
  isNew: boolean
  /** External ids, at the same system, of what its values refer to. */
  refs: readonly { entity: string; externalId: string }[]
  /** Names of what is set. */
  fields: readonly string[]
  /** It does more than set fields: what it refers to is changed too. */
  isAction: boolean
  /** It is under way, and may be applied at any moment: nothing of it is kept or shown until it is OVER. */
  state: 'UNDER_WAY' | 'OVER'
}
