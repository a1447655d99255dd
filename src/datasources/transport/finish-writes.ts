import type { Call } from '../call.ts'
import { mayHaveApplied } from '../failures.ts'
import type { Guard, Next, Operation } from './upstream-request.ts'

/**
 * A write that goes out is never cut off, whoever still waits for it: whether it was done would be unknown. The
 * transport's own time-out ends it.
 */
export function finishWrites(): Guard {
  return (next) => (request, call) =>
    request.effect === 'READ' ? next(request, call) : finish(next, request, call)
}

async function finish<Request extends Operation, Reply>(
  next: Next<Request, Reply>,
  request: Request,
  call: Call,
): Promise<Reply> {
  try {
    const reply = await next(request, { ...call, signal: new AbortController().signal })
    call.onEffect?.()
    return reply
  } catch (error) {
    if (mayHaveApplied(error)) call.onEffect?.()
    throw error
  }
}
