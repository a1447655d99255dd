import { timeLeftMs, type Call } from '../call.ts'
import { UpstreamError } from '../failures.ts'
import { waitFor } from '../transport/wait-for.ts'

export interface ConflictPatience {
  /** With the first one: 12 unless told. */
  attempts?: number
  /** The longest pause between two: 400 ms unless told. */
  maxPauseMs?: number
  random?: () => number
}

const firstPauseMs = 25

/**
 * Runs a task of several calls again from its beginning where the system refused it for what somebody else did meanwhile
 * (CONFLICT), and certainly did nothing. The pauses are random and grow; it ends with the caller's time.
 */
export async function repeatConflicts<Result>(
  task: () => Promise<Result>,
  call: Call,
  { attempts = 12, maxPauseMs = 400, random = Math.random }: ConflictPatience = {},
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task()
    } catch (error) {
      const pauseMs = random() * Math.min(maxPauseMs, firstPauseMs * 2 ** attempt)
      if (!isUndone(error) || attempt >= attempts || pauseMs >= timeLeftMs(call)) throw error
      await waitFor(pauseMs, call.signal).catch(() => {
        throw error
      })
    }
  }
}

function isUndone(error: unknown): boolean {
  return error instanceof UpstreamError && error.failure === 'CONFLICT' && error.effect === 'NONE'
}
