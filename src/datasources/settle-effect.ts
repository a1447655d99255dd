import type { UpstreamName } from '../observability/upstream-event.ts'
import type { Call } from './call.ts'
import { mayHaveApplied, UpstreamError } from './failures.ts'

/**
 * Runs an operation of possibly many calls. Where one of them may have changed something, whatever fails later is in
 * doubt as a whole, even if the last call certainly did nothing.
 */
export async function settleEffect<Result>(
  upstream: UpstreamName,
  call: Call,
  run: (call: Call) => Promise<Result>,
): Promise<Result> {
  const seen = { effects: 0 }
  const watched = {
    ...call,
    onEffect() {
      seen.effects += 1
      call.onEffect?.()
    },
  }
  try {
    return await run(watched)
  } catch (error) {
    throw seen.effects > 0 && !mayHaveApplied(error) ? inDoubt(upstream, error) : error
  }
}

function inDoubt(upstream: UpstreamName, error: unknown): UpstreamError {
  if (!(error instanceof UpstreamError))
    return new UpstreamError(upstream, 'BAD_RESPONSE', { effect: 'UNKNOWN' }, error)
  const { failure, details, status, cause } = error
  return new UpstreamError(upstream, failure, { ...details, status, effect: 'UNKNOWN' }, cause)
}
