import type { Rights } from '../auth/rights.ts'
import type { ReadResult } from '../reads/read-engine.ts'
import type { Denials } from './report-denial.ts'
import type { Mutate } from './run-mutations.ts'

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
}

/** Where an operation is no subscription. */
export const noFollow: ResolverContext['follow'] = () => {
  throw new Error('not a subscription')
}
