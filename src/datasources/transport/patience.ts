/** How patient the gateway is with an upstream that fails: every such figure, in one place. */
export interface Patience {
  /** Times that a read is repeated, at most. */
  maxRetries: number
  /** Outages in a row after which nothing is sent any more. */
  outagesToOpen: number
  /** How long then, and after that, how often one call tries. */
  openMs: number
  /** How long nothing is sent to an upstream that refuses calls for its rate limit and does not say how long. */
  quotaPauseMs: number
  /** And at most how long, whatever it says. */
  maxQuotaPauseMs: number
  /** How long no sign-in is tried after a refused one; null: what the datasource says, else 30 s. */
  signInPauseMs: number | null
}

export const defaultPatience: Patience = {
  maxRetries: 2,
  outagesToOpen: 5,
  openMs: 5_000,
  quotaPauseMs: 1_000,
  maxQuotaPauseMs: 120_000,
  signInPauseMs: null,
}
