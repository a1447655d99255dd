import type { Call } from '../datasource.ts'

/**
 * One run for all callers, its result kept; a failure is every waiting caller's, and the next caller tries again. The run
 * outlives the caller that began it, so it has a signal of its own.
 */
export function loadOnce<Value>(load: (call: Call) => Promise<Value>): () => Promise<Value> {
  let pending: Promise<Value> | null = null
  return () => {
    pending ??= load({ signal: new AbortController().signal, requestId: 'set-up' }).catch(
      (error: unknown) => {
        pending = null
        throw error
      },
    )
    return pending
  }
}
