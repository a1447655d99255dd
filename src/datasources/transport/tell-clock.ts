import { clockLeadMs } from '../clock-lead.ts'
import type { Wrapper } from './upstream-request.ts'

/** Tells whoever asks what time it was at the upstream, by the `Date` of its reply, to the second. */
export function tellClock(now: () => number): Wrapper {
  return (next) => (request, call) => {
    const { onClock } = call
    if (!onClock) return next(request, call)
    const sentAt = now()
    return next(request, call).then((response) => {
      const theirs = Date.parse(response.headers.date ?? '')
      if (!Number.isNaN(theirs))
        onClock(clockLeadMs({ sentAt, receivedAt: now(), theirs, precisionMs: 1_000 }))
      return response
    })
  }
}
