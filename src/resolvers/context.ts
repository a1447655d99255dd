import type { Rights } from '../auth/rights.ts'
import type { ReadResult } from '../reads/read-engine.ts'
import type { Denials } from './report-denial.ts'

/** What resolvers work from: everything the plan loaded. They only read, and never wait. */
export interface ResolverContext {
  reads: ReadResult
  /** Those that the plan was made with. */
  rights: Rights
  denials: Denials
}
