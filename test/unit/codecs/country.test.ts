import fc from 'fast-check'
import { GraphQLCountryCode } from 'graphql-scalars'
import { alpha3ByAlpha2, countryAliases } from '../../../src/codecs/country-codes.ts'
import { country } from '../../../src/codecs/country.ts'
import { testCodec } from './codec-laws.ts'

const anyCountry = fc.constantFrom(...alpha3ByAlpha2.keys())

describe('country', () => {
  testCodec(country(), {
    reads: [
      ['de', 'DE'],
      ['DEU', 'DE'],
      ['GERMANY', 'DE'],
      ['Deutschland', 'DE'],
      ['deutschland ', 'DE'],
      ['Allemagne', 'DE'],
      ['Alemania', 'DE'],
      ['Germania', 'DE'],
      ['BRD', 'DE'],
      ['U.S.A.', 'US'],
      ['USA', 'US'],
      ['United States', 'US'],
      ['united states of america', 'US'],
      ['Vereinigte Staaten', 'US'],
      ['UK', 'GB'],
      ['U.K.', 'GB'],
      ['RU', 'RU'],
      ['England', 'GB'],
      ['Vereinigtes Königreich', 'GB'],
      ['VEREINIGTES KOENIGREICH', 'GB'],
      ['Grossbritannien', 'GB'],
      ['Holland', 'NL'],
      ['The Netherlands', 'NL'],
      ['Netherlands, The', 'NL'],
      ['Österreich', 'AT'],
      ['Oesterreich', 'AT'],
      ['Osterreich', 'AT'],
      ["Cote d'Ivoire", 'CI'],
      ['Côte d’Ivoire', 'CI'],
      ['Trinidad and Tobago', 'TT'],
      ['Saint Lucia', 'LC'],
      ['St Lucia', 'LC'],
      ['Korea, Republic of', 'KR'],
      ['Viet Nam', 'VN'],
      ['Türkiye', 'TR'],
      ['Turkey', 'TR'],
      ['Czech Republic', 'CZ'],
      ['Kosovo', 'XK'],
      // ISO's own name for it; the other one is long in every language.
      ['Congo', 'CG'],
    ],
    refuses: [
      '',
      'XX',
      'ZZ',
      'EU',
      'R.U.',
      'Atlantis',
      'Korea',
      'Bavaria',
      '??',
      '276',
      276,
      null,
      'x'.repeat(50_000),
    ],
    writes: [['DE', 'DE']],
    canonical: anyCountry,
  })

  test.each(['en', 'de', 'fr', 'es', 'it'] as const)(
    'reads back every country that it writes in %s',
    (language) => {
      const codec = country({ to: 'name', language })
      for (const code of alpha3ByAlpha2.keys()) expect(codec.decode(codec.encode(code))).toBe(code)
    },
  )

  test('every alias means one country', () => {
    const aliases = Object.values(countryAliases).flat()
    expect(new Set(aliases).size).toBe(aliases.length)
    const { decode } = country()
    const wrong = Object.entries(countryAliases).flatMap(([code, names]) =>
      names.filter((name) => decode(name) !== code),
    )
    expect(wrong).toEqual([])
  })

  test('knows the countries of the CountryCode scalar, and each has its own alpha-3', () => {
    expect(alpha3ByAlpha2.size).toBe(250)
    expect(new Set(alpha3ByAlpha2.values()).size).toBe(250)
    for (const code of alpha3ByAlpha2.keys()) expect(GraphQLCountryCode.serialize(code)).toBe(code)
  })
})

describe('country written as alpha-3', () => {
  testCodec(country({ to: 'alpha3' }), {
    reads: [['AT', 'AT']],
    refuses: ['ZZZ'],
    writes: [['AT', 'AUT']],
    canonical: anyCountry,
  })
})

describe('country written as a name', () => {
  testCodec(country({ to: 'name', language: 'de' }), {
    reads: [['Schweiz', 'CH']],
    refuses: ['Preussen'],
    writes: [['CH', 'Schweiz']],
    canonical: anyCountry,
  })
})
