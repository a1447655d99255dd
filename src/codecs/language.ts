import { BadValueError, type Codec } from './codec.ts'
import { readText } from './text.ts'

export interface LanguageOptions {
  /** The system's own codes, e.g. `{ E: 'en', D: 'de' }`. Of several for one language the first is written. */
  aliases?: Readonly<Record<string, string>>
  /** `_` for systems that write `de_DE`. */
  separator?: '-' | '_'
}

const expected = 'a language such as de or de-AT'

/** A language in canonical BCP 47, `de-AT`, from any case, `-` or `_`, or the system's own codes. */
export function language({ aliases = {}, separator = '-' }: LanguageOptions = {}): Codec<string, string> {
  const known = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })
  const tagByAlias = new Map<string, string>()
  const aliasByTag = new Map<string, string>()
  for (const [alias, tag] of Object.entries(aliases)) {
    const canonical = canonicalTag(tag, known)
    tagByAlias.set(alias.toUpperCase(), canonical)
    if (!aliasByTag.has(canonical)) aliasByTag.set(canonical, alias)
  }

  function decode(source: string): string {
    const written = readText(source, expected)
    return tagByAlias.get(written.toUpperCase()) ?? canonicalTag(written, known)
  }

  return {
    name: 'language',
    decode,
    encode(value) {
      const tag = canonicalTag(readText(value, expected), known)
      const written = aliasByTag.get(tag) ?? tag.replaceAll('-', separator)
      if (decode(written) !== tag)
        throw new BadValueError('expected a language that this system has a code for')
      return written
    },
  }
}

function canonicalTag(written: string, known: Intl.DisplayNames): string {
  // Longer than any tag in use; also BCP 47 has primary subtags of four to eight letters, but no language there.
  if (written.length > 60 || !/^[a-z]{2,3}([-_]|$)/i.test(written))
    throw new BadValueError(`expected ${expected}`)
  try {
    const locale = new Intl.Locale(written.replaceAll('_', '-'))
    if (known.of(locale.language) !== undefined && locale.language !== 'und') return locale.toString()
  } catch {
    // Intl's RangeError quotes the value.
  }
  throw new BadValueError(`expected ${expected}`)
}
