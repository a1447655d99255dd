/** Whether a value is what the mask shows of another: the oracle's own reading of each mask. */
export function isMaskOf({ mask, clear }: { mask: string; clear: unknown }, shown: unknown): boolean {
  return typeof clear === 'string' && shown !== clear && shown === shapeOf(mask, clear)
}

/** Of values that are long enough to leave something hidden, as all of the world's are. */
function shapeOf(mask: string, clear: string): string | null {
  switch (mask) {
    case 'EMAIL':
      return clear.replace(/^(.).+(@[^@]+)$/, '$1•••$2')
    case 'PHONE':
      return clear.replace(/^(\+\d\d)\d+(\d\d)$/, '$1•••$2')
    case 'TAX_ID':
      return clear.replace(/^([A-Z]{2}(?=[^A-Z]))?.+(..)$/, '$1•••$2')
    case 'LAST4':
      return `•••${clear.slice(-4)}`
    default:
      return null
  }
}
