import type { Call } from '../datasources/call.ts'
import type { Target } from './cache-keys.ts'
import type { CachePolicy, RecordKind } from './cache-policy.ts'
import type { CacheStats } from './cache-stats.ts'
import type { Fences } from './fences.ts'
import type { SharedTier } from './shared-tier.ts'

/** What a read came to; `error` is what was thrown, shared by all who waited for it. */
export type Answer<Value> =
  | {
      kind: 'value'
      value: Value
      /** ms since epoch at which the system was asked. */ asOf: number
      isStale: boolean
    }
  | { kind: 'failed'; error: unknown }

/** POLICY: as old as the declaration allows. FRESH: asked for this read, whatever is held. */
export type Age = 'POLICY' | 'FRESH'

export interface ReadRequest<Value> {
  kind: RecordKind
  policy: CachePolicy
  age: Age
  call: Call
  targets: readonly Target[]
  /** Asks the system for some of the targets, in their order, in as few calls as it can. @throws for all of them */
  ask(targets: readonly Target[], call: Call): Promise<readonly Asked<Value>[]>
  memory: MemoryForm<Value>
}

export type Asked<Value> = { kind: 'value'; value: Value } | { kind: 'failed'; error: unknown }

/** FRESH: within its age. REVALIDATE: shown while it is read anew. OLD: within what a failure allows. */
export type Wanted = 'FRESH' | 'REVALIDATE' | 'OLD'

/** How one type of value lies in memory, and as text. */
export interface MemoryForm<Value> {
  /** Null: there is none, or a fence was raised since. */
  recall(
    target: Target,
    wanted: Wanted,
  ): { readonly value: Value; readonly asOf: number; readonly freshUntil: number } | null
  remember(target: Target, value: Value, at: { asOf: number; tick: number; freshUntil: number }): void
  /** JSON. @throws for what does not come back as it is */
  encode(value: Value): unknown
  /** @throws for what is broken */
  decode(encoded: unknown, asOf: number): Value
  /** How long this may be shown without asking again. */
  maxAgeMs(value: Value): number
}

export interface ReadThroughParts {
  fences: Fences
  /** Null: nothing is shared. */
  shared: SharedTier | null
  stats: CacheStats
  now: () => number
  /** From 0 to 1. */
  random: () => number
  /** A system failed, and what is old is shown; or it answered again. */
  onStale: (event: { system: string; isStale: boolean }) => void
}
