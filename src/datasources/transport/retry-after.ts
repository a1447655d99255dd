/** An upstream cannot keep us away for longer, whatever it says. */
const maxSeconds = 120

/**
 * The `Retry-After` header (RFC 9110, section 10.2.3) in seconds: a number or an HTTP date. Undefined where there is
 * none or it makes no sense; never negative, never more than two minutes.
 */
export function readRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? ''
  const seconds = /^\d+$/.test(text) ? Number(text) : secondsUntil(text, nowMs)
  if (seconds === undefined || Number.isNaN(seconds)) return undefined
  return Math.min(maxSeconds, Math.max(0, seconds))
}

/** Dates as HTTP writes them only: `Date.parse` would take `-1` or `5 minutes` for one. */
function secondsUntil(text: string, nowMs: number): number | undefined {
  const isDate = /^[A-Z][a-z]{2,8}, .* GMT$/.test(text)
  // The third form that recipients have to accept names no zone, and means the same one.
  const isAsctime = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/.test(text)
  if (!isDate && !isAsctime) return undefined
  return Math.ceil((Date.parse(isDate ? text : `${text} GMT`) - nowMs) / 1_000)
}
