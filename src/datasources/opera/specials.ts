import { BadValueError } from '../../codecs/codec.ts'

type Meanings = Readonly<Record<string, string>>

const separator = '; '

/** OPERA has a hotel's Specials as codes, `LATE,QUIET`; people read what they mean. */
export function readSpecials(codes: string | null, meanings: Meanings): string | null {
  if (codes === null) return null
  const named = codes
    .split(',')
    .map((code) => code.trim())
    .filter((code) => code !== '')
    .map((code) => (Object.hasOwn(meanings, code) ? meanings[code] : code))
  return named.length > 0 ? named.join(separator) : null
}

/**
 * The codes of what was asked for, in words or as codes. Free text would have to be a comment, which no search shows: it
 * could be written and never be read again.
 *
 * @throws BadValueError for anything else, with what there is
 */
export function writeSpecials(text: unknown, meanings: Meanings): readonly string[] {
  if (typeof text !== 'string') return []
  const wishes = text
    .split(separator.trim())
    .map((wish) => wish.trim())
    .filter((wish) => wish !== '')
  return [...new Set(wishes.map((wish) => codeOf(wish, meanings)))]
}

function codeOf(wish: string, meanings: Meanings): string {
  const folded = wish.toLowerCase()
  const known = Object.entries(meanings).find(
    ([code, meaning]) => code.toLowerCase() === folded || meaning.toLowerCase() === folded,
  )
  if (known) return known[0]
  const list = Object.values(meanings).join(separator)
  const what =
    list === '' ? "the hotel's Specials, which are not configured" : `what the hotel offers: ${list}`
  throw new BadValueError(`expected ${what}`)
}
