/**
 * How far a clock there is ahead of ours at least, in ms; negative: behind, 0: it may well be the same. `theirs` was read
 * some time between the sending and the receiving of ours, and says the time to a precision.
 */
export function clockLeadMs({
  sentAt,
  receivedAt,
  theirs,
  precisionMs,
}: {
  sentAt: number
  receivedAt: number
  theirs: number
  precisionMs: number
}): number {
  if (theirs > receivedAt) return theirs - receivedAt
  return Math.min(0, theirs + precisionMs - sentAt)
}
