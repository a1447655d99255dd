import fc from 'fast-check'
import { text } from '../../../src/codecs/text.ts'
import { testCodec } from './codec-laws.ts'

describe('text', () => {
  testCodec(text(), {
    reads: [
      ['  late arrival \r\n', 'late arrival'],
      ['Zoe\u0308', 'Zo\u00eb'],
      ['two\nlines', 'two\nlines'],
      ['', ''],
      ['\u00a0Suite\u2003', 'Suite'],
    ],
    refuses: ['half \ud83d', 'a\0b', 7, true, null, undefined, {}, ['a']],
    writes: [['late arrival', 'late arrival']],
    canonical: fc.string({ unit: 'grapheme' }).map((value) => value.normalize('NFC').trim()),
  })
})
