import { BadValueError, type Codec } from './codec.ts'
import { readText } from './text.ts'

/** A name with single spaces. Its case stays as the system has it: nobody can guess McDonald or van der Berg. */
export function personName(): Codec<string, string> {
  return { name: 'personName', decode: readName, encode: readName }
}

/** A person's name in two parts; `given` is null when only one word is known. */
export interface NameParts {
  readonly given: string | null
  readonly family: string
}

/** Words that belong to the family name after them. */
const particles = new Set(
  'al ben bin da dal de del della den der di do dos du el la las le los ten ter van von zu zum zur'.split(
    ' ',
  ),
)

/**
 * The two parts of a name that a system keeps in one field. `Family, Given` is taken at its word; otherwise the last
 * word is the family name, with the particles before it (`van der Berg`). Written `Given Family` where that reads
 * back the same, else `Family, Given`.
 */
export function splitFullName(): Codec<string, NameParts> {
  return {
    name: 'splitFullName',
    decode: split,
    encode({ given, family }) {
      const parts = { given: given === null ? null : readPart(given), family: readPart(family) }
      const natural = parts.given === null ? parts.family : `${parts.given} ${parts.family}`
      const back = split(natural)
      const same = back.given === parts.given && back.family === parts.family
      return same ? natural : `${parts.family}, ${parts.given ?? ''}`.trim()
    },
  }
}

/**
 * The one text of a name of which one part changes: a part that is not given stays as it is in `current`.
 *
 * @throws BadValueError without a family name, and for parts that no one text can hold
 */
export function composeFullName(
  { givenName, familyName }: Readonly<Record<string, unknown>>,
  current: string | null,
): string {
  const isWhole = givenName !== undefined && familyName !== undefined
  const stored = isWhole || !current ? null : fullName.decode(current)
  const given = givenName === undefined ? (stored?.given ?? null) : givenName
  const family = familyName === undefined ? stored?.family : familyName
  if (typeof family !== 'string')
    throw new BadValueError('expected a family name: a customer has to have one')
  return fullName.encode({ given: given as string | null, family })
}

const fullName = splitFullName()

function split(source: string): NameParts {
  const name = readName(source)
  if (name.includes(',')) {
    const [family = '', given = '', ...rest] = name.split(',')
    if (rest.length > 0) throw new BadValueError('expected a name with one comma at most')
    return { family: readName(family), given: given.trim() === '' ? null : readName(given) }
  }
  const words = name.split(' ')
  let start = words.length - 1
  // The first word is never a particle of the rest: Ben Carter, Della Reyes, La Toya.
  while (start > 1 && particles.has((words[start - 1] ?? '').toLowerCase())) start -= 1
  return { given: words.slice(0, start).join(' ') || null, family: words.slice(start).join(' ') }
}

function readName(source: string): string {
  const expected = 'a name'
  const name = readText(source, expected).replace(/\s+/g, ' ')
  if (name === '') throw new BadValueError(`expected ${expected}`)
  return name
}

function readPart(part: string): string {
  if (part.includes(',')) throw new BadValueError('expected a name without commas')
  return readName(part)
}
