import { mayHaveApplied } from '../failures.ts'
import type { Guard } from './upstream-request.ts'

/**
 * A write that goes out is never cut off, whoever still waits for it: whether it was done would be unknown. The
 * transport's own time-out ends it.
 */
export function finishWrites(): Guard {
  return (next) => async (request, call) => {
    if (request.effect === 'READ') return next(request, call)
    try {
      const reply = await next(request, { ...call, signal: new AbortController().signal })
      call.onEffect?.()
      return reply
    } catch (error) {
      if (mayHaveApplied(error)) call.onEffect?.()
      throw error
    }
  }
}
