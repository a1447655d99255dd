import type { MaskName } from '../schema/catalog.ts'
import { hiddenMark as hidden } from '../schema/masked-text.ts'

/** What a caller sees of a text that they may see only part of. */
export function maskText(mask: MaskName, text: string): string {
  return masks[mask](text)
}

const masks: Readonly<Record<MaskName, (text: string) => string>> = {
  /** `c•••@example.com`: enough to recognise one's own. */
  EMAIL(text) {
    const at = text.lastIndexOf('@')
    if (at < 1) return hidden
    return (at > 1 ? text.slice(0, 1) : '') + hidden + text.slice(at)
  },
  /** `+49•••78`: the country's first digits and the last two. */
  PHONE: (text) => (text.length > 8 ? text.slice(0, 3) + hidden + text.slice(-2) : hidden),
  /** `DE•••21`: a country prefix where there is one, and the last two. */
  TAX_ID(text) {
    const [country] = /^[A-Z]{2}(?=[^A-Z])/.exec(text) ?? ['']
    return text.length > 6 ? country + hidden + lastOf(text, 2) : hidden
  },
  /** `•••1234` */
  LAST4: (text) => (text.length > 8 ? hidden + lastOf(text, 4) : hidden),
}

/** Half a surrogate pair is no text: where the cut goes through one, it is left out. */
function lastOf(text: string, count: number): string {
  const last = text.slice(-count)
  return last.isWellFormed() ? last : last.slice(1)
}
