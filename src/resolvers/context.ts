import type { ReadResult } from '../reads/read-engine.ts'

/** What resolvers work from: everything the plan loaded. They only read, and never wait. */
export interface ResolverContext {
  reads: ReadResult
}
