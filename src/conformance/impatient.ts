import type { Patience } from '../datasources/transport/patience.ts'

/** For tests in which one failure follows another: nothing that was learnt from one stands in the way of the next. */
export const impatient: Partial<Patience> = {
  maxRetries: 0,
  outagesToOpen: Number.MAX_SAFE_INTEGER,
  quotaPauseMs: 0,
  maxQuotaPauseMs: 0,
  signInPauseMs: 0,
}
