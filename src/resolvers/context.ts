import type { Rights } from '../auth/rights.ts'
import type { ReadResult } from '../reads/read-engine.ts'
import { createDenials, type Denials } from './report-denial.ts'
import type { NullPlaces } from './report-failure.ts'
import type { ValueFailures } from './report-value.ts'
import { noMutate, noReads, type Mutate } from './run-mutations.ts'

/** What resolvers work from: everything the plan loaded. They only read, and never wait, but for those of mutations. */
export interface ResolverContext {
  /** Of a mutation: what was read after the one that is being completed. */
  reads: ReadResult
  /** Applies a field of `Mutation`. */
  mutate: Mutate
  /** Opens the events of a field of `Subscription`. */
  follow: (field: string, args: Readonly<Record<string, unknown>>) => AsyncGenerator<unknown, void, void>
  /** Those that the plan was made with. */
  rights: Rights
  denials: Denials
  nulls: NullPlaces
  valueFailures: ValueFailures
}

/** For one completion of one operation: what it reports is its own, however often the operation is completed. */
export function createContext(
  given: Pick<ResolverContext, 'rights'> & Partial<Pick<ResolverContext, 'reads' | 'mutate' | 'follow'>>,
): ResolverContext {
  return {
    reads: noReads,
    mutate: noMutate,
    follow: noFollow,
    ...given,
    denials: createDenials(),
    nulls: new Map(),
    valueFailures: new Map(),
  }
}

/** Where an operation is no subscription. */
const noFollow: ResolverContext['follow'] = () => {
  throw new Error('not a subscription')
}
