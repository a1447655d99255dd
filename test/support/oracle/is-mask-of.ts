/**
 * Whether a value is what the mask may show of another: it is not the clear one, and keeps no more than the mask's part.
 * The oracle's own reading of each mask, by what it may keep.
 */
export function isMaskOf({ mask, clear }: { mask: string; clear: unknown }, shown: unknown): boolean {
  if (typeof shown !== 'string' || typeof clear !== 'string' || shown === clear) return false
  switch (mask) {
    case 'EMAIL':
      return (
        keepsOnly(shown.split('@')[0]!, clear.split('@')[0]!, 1, 0) &&
        shown.split('@')[1] === clear.split('@')[1]
      )
    case 'PHONE':
      return keepsOnly(shown, clear, 3, 2)
    case 'TAX_ID':
    case 'LAST4':
      return keepsOnly(shown, clear, 0, 4)
    default:
      return false
  }
}

/** Of what stands between the ends that may stay, no three characters in a row. */
function keepsOnly(shown: string, clear: string, atStart: number, atEnd: number): boolean {
  const hidden = clear.slice(atStart, clear.length - atEnd)
  const pieces = Array.from({ length: Math.max(0, hidden.length - 2) }, (_, index) =>
    hidden.slice(index, index + 3),
  )
  return !pieces.some((piece) => shown.includes(piece))
}
