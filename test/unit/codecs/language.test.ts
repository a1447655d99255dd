import fc from 'fast-check'
import { GraphQLLocale } from 'graphql-scalars'
import { BadValueError } from '../../../src/codecs/codec.ts'
import { language } from '../../../src/codecs/language.ts'
import { testCodec } from './codec-laws.ts'

const anyTag = fc
  .tuple(
    fc.constantFrom('de', 'en', 'fr', 'es', 'zh', 'pt', 'nds'),
    fc.constantFrom('', '-Latn', '-Hant'),
    fc.constantFrom('', '-DE', '-AT', '-US', '-419'),
  )
  .map((parts) => parts.join(''))

describe('language', () => {
  testCodec(language(), {
    reads: [
      ['de', 'de'],
      ['EN', 'en'],
      ['de_DE', 'de-DE'],
      ['DE-at', 'de-AT'],
      ['es_419', 'es-419'],
      ['zh-hant-tw', 'zh-Hant-TW'],
      ['iw', 'he'],
      ['de_DE_formal', 'de-DE-formal'],
    ],
    refuses: [
      '',
      'E',
      'German',
      'xx',
      'und',
      'root',
      'de_DE.UTF-8',
      'de-',
      '-de',
      'de--AT',
      'x-klingon',
      'C',
      49,
      null,
    ],
    writes: [['de-at', 'de-AT']],
    canonical: anyTag,
  })

  test('lets out only what the Locale scalar serialises', () => {
    fc.assert(fc.property(anyTag, (tag) => expect(GraphQLLocale.serialize(language().decode(tag))).toBe(tag)))
  })
})

describe('language of a system with its own codes', () => {
  const aliases = { E: 'en', D: 'de', GER: 'de' }

  testCodec(language({ aliases, separator: '_' }), {
    reads: [
      ['E', 'en'],
      ['d', 'de'],
      ['ger', 'de'],
      ['de_AT', 'de-AT'],
    ],
    refuses: ['X', 'Q'],
    writes: [
      ['de', 'D'],
      ['de-AT', 'de_AT'],
    ],
    canonical: anyTag,
  })

  test('refuses to write a language whose code means another one there', () => {
    expect(() => language({ aliases: { DE: 'de-CH' } }).encode('de')).toThrow(BadValueError)
  })
})
