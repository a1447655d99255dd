import type { GraphQLSchema } from 'graphql'
import type { Datasource } from '../datasources/datasource.ts'
import type { Crosswalk } from '../identity/crosswalk.ts'
import type { ReadEngine } from '../reads/read-engine.ts'
import type { Catalog, SystemName } from '../schema/catalog.ts'
import type { ClaimedStep, WriteBook } from './write-book.ts'
import type { StepListener } from '../observability/write-event.ts'
import type { Step } from './write.ts'

/** What the write engine is made of, for all requests. */
export interface WriteParts {
  catalog: Catalog
  /** As clients see it: the types of arguments and values. */
  schema: GraphQLSchema
  datasources: ReadonlyMap<SystemName, Datasource>
  crosswalk: Crosswalk
  reads: ReadEngine
  book: WriteBook
  /** The system is known not to take calls (its breaker is open): nothing is tried there. */
  isDown(system: SystemName): boolean
  patience: WritePatience
  /** Told of everything that becomes of steps. */
  onStep: StepListener
  /** Epoch ms. */
  now: () => number
  /** A new id of a write: unique, growing with time. */
  createId: () => string
}

export type EngineParts = WriteParts & {
  /** Delivers a step that is leased to this process: see `DeliverStep`. Never rejects. */
  deliver(claimed: ClaimedStep): Promise<Step | null>
}

/** How long and how often: every such figure of writes, in one place. */
export interface WritePatience {
  /** For the requester, from the start of its first call; the rest goes on without them. */
  inlineMs: number
  /** One call at a system. Less than a lease lasts. */
  callMs: number
  /** After a call that got no answer in time, until what cannot be found at its system counts as not applied. */
  settleMs: number
  /** Attempts that may have reached the system, after which a person has to look. */
  maxAttempts: number
  /** Processes that ended at a step, after which a person has to look. */
  maxCrashes: number
  /**
   * A process that has lasted so long would hardly end over anything but what it has just begun. Before that, all that it
   * worked on would be blamed, so a step that may not see another process end waits.
   */
  steadyMs: number
  /** Within so long after it was accepted a queued write is applied, or not at all. */
  queuedMs: number
}

export const defaultWritePatience: WritePatience = {
  inlineMs: 8_000,
  callMs: 6_000,
  settleMs: 30_000,
  // At the usual pace, some ten minutes.
  maxAttempts: 60,
  maxCrashes: 3,
  // Longer than a process lasts that is killed again and again.
  steadyMs: 15_000,
  queuedMs: 24 * 3_600_000,
}
