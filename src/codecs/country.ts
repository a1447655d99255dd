import { BadValueError, type Codec } from './codec.ts'
import { alpha3ByAlpha2, countryAliases } from './country-codes.ts'
import { readText } from './text.ts'

const languages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'da', 'nb', 'fi'] as const

export interface CountryForm {
  /** How the system wants a country written. */
  to?: 'alpha2' | 'alpha3' | 'name'
  /** The language of `to: 'name'`. */
  language?: (typeof languages)[number]
}

const expected = 'a country: an ISO 3166-1 code or its usual name'

/**
 * A country as ISO 3166-1 alpha-2, from alpha-2, alpha-3, or a name in one of a dozen European languages;
 * case, accents, punctuation and a leading "the" do not matter. Names that mean two countries, such as Korea, are refused.
 */
export function country({ to = 'alpha2', language = 'en' }: CountryForm = {}): Codec<string, string> {
  /** It reads the language's data: not before a name is to be written. */
  let names: Intl.DisplayNames | undefined
  let codeByName: ReadonlyMap<string, string> | undefined

  function codeOfName(written: string): string | undefined {
    codeByName ??= indexNames()
    // Bounded before folding: no country has a longer name.
    return written.length <= 100 ? codeByName.get(fold(written)) : undefined
  }

  function nameOf(code: string): string | undefined {
    names ??= new Intl.DisplayNames([language], { type: 'region' })
    return names.of(code)
  }

  function decode(source: string): string {
    const written = readText(source, expected)
    const code = codeByCode.get(written.toUpperCase()) ?? codeOfName(written)
    if (code === undefined) throw new BadValueError(`expected ${expected}`)
    return code
  }

  return {
    name: to === 'alpha2' ? 'country' : `country(${to})`,
    decode,
    encode(value) {
      const code = decode(value)
      const written = to === 'name' ? nameOf(code) : to === 'alpha3' ? alpha3ByAlpha2.get(code) : code
      return written ?? code
    },
  }
}

const codeByCode: ReadonlyMap<string, string> = new Map(
  [...alpha3ByAlpha2].flatMap(([alpha2, alpha3]) => [[alpha2, alpha2] as const, [alpha3, alpha2] as const]),
)

/** Folded name → alpha-2. Takes milliseconds, so not before a name comes. */
function indexNames(): ReadonlyMap<string, string> {
  const displayNames = languages.flatMap((language) => [
    new Intl.DisplayNames([language], { type: 'region', style: 'long' }),
    new Intl.DisplayNames([language], { type: 'region', style: 'short' }),
  ])
  const codesByName = Map.groupBy(
    [...alpha3ByAlpha2.keys()].flatMap((code) => {
      // CLDR abbreviates too: É.-U. would make EU the United States. Abbreviations stand in the aliases.
      const names = displayNames
        .map((names) => names.of(code) ?? code)
        .filter((name) => fold(name).length > 3)
      const spelled = [...names, ...(countryAliases[code] ?? [])].flatMap((name) => [
        name,
        spellOutUmlauts(name),
      ])
      return [...new Set(spelled)].map((name) => [fold(name), code] as const)
    }),
    ([name]) => name,
  )
  // What means one country in one language and another in the next (Kongo) means none.
  return new Map(
    [...codesByName].flatMap(([name, entries]) => {
      const codes = new Set(entries.map(([, code]) => code))
      return [...codes].slice(0, codes.size === 1 ? 1 : 0).map((code) => [name, code] as const)
    }),
  )
}

/** What is left of a name when case, accents and punctuation go. */
function fold(name: string): string {
  return name
    .toUpperCase() // Also makes ß SS, as it is typed without a German keyboard.
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('&', ' and ')
    .replace(/^([^,]+),\s*([^,]+)$/, '$2 $1') // Korea, Republic of
    .replace(/^the\s+/, '')
    .replace(/\bst\b/g, 'saint')
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** Österreich as Oesterreich. */
function spellOutUmlauts(name: string): string {
  return name.replace(/[äöüÄÖÜ]/g, (letter) => `${letter.normalize('NFD').charAt(0)}e`)
}
