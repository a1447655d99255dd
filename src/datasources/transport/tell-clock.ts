import { clockLeadMs } from '../clock-lead.ts'
import type { Wrapper } from './upstream-request.ts'

/** Tells whoever asks what time it was at the upstream, by the `Date` of its reply, to the second. */
export function tellClock(now: () => number): Wrapper {
  return (next) => async (request, call) => {
    if (!call.onClock) return next(request, call)
    const sentAt = now()
    const response = await next(request, call)
    const theirs = Date.parse(response.headers.date ?? '')
    if (!Number.isNaN(theirs))
      call.onClock(clockLeadMs({ sentAt, receivedAt: now(), theirs, precisionMs: 1_000 }))
    return response
  }
}
