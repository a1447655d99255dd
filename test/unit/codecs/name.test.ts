import fc from 'fast-check'
import { BadValueError } from '../../../src/codecs/codec.ts'
import { personName, splitFullName } from '../../../src/codecs/name.ts'
import { testCodec } from './codec-laws.ts'

const word = fc.stringMatching(/^[A-Za-zÄÖÜäöüßéñ'.-]{1,10}$/)
const words = fc.array(fc.oneof(word, fc.constantFrom('von', 'der', 'de', 'la')), {
  minLength: 1,
  maxLength: 4,
})
const anyName = words.map((parts) => parts.join(' '))

describe('personName', () => {
  testCodec(personName(), {
    reads: [
      ['  anna   LIND ', 'anna LIND'],
      ['Mc\tDonald', 'Mc Donald'],
      ['Jo\u0308rg', 'J\u00f6rg'],
      ['Lind\u00a0Berg', 'Lind Berg'],
    ],
    refuses: ['', '   ', '\ud800', 12, null, {}],
    writes: [['anna LIND', 'anna LIND']],
    canonical: anyName,
  })
})

describe('splitFullName', () => {
  testCodec(splitFullName(), {
    reads: [
      ['Anna Lind', { given: 'Anna', family: 'Lind' }],
      ['Anna Maria  Lind', { given: 'Anna Maria', family: 'Lind' }],
      ['Lind, Anna', { given: 'Anna', family: 'Lind' }],
      ['Jan van der Berg', { given: 'Jan', family: 'van der Berg' }],
      ['van der Berg, Jan', { given: 'Jan', family: 'van der Berg' }],
      ['Ben Carter', { given: 'Ben', family: 'Carter' }],
      ['Lind', { given: null, family: 'Lind' }],
      ['Lind,', { given: null, family: 'Lind' }],
    ],
    refuses: ['', ' , ', ', Anna', 'Lind, Anna, Dr.', 5, null],
    writes: [
      [{ given: 'Anna', family: 'Lind' }, 'Anna Lind'],
      [{ given: 'Jan', family: 'van der Berg' }, 'Jan van der Berg'],
      [{ given: 'Ana', family: 'Ruiz Soler' }, 'Ruiz Soler, Ana'],
      [{ given: null, family: 'Lind' }, 'Lind'],
      [{ given: null, family: 'Ruiz Soler' }, 'Ruiz Soler,'],
    ],
    canonical: fc.record({ given: fc.option(anyName), family: anyName }),
  })

  test('refuses to write a part with a comma, which would read as another split', () => {
    expect(() => splitFullName().encode({ given: 'Anna', family: 'Lind, Dr.' })).toThrow(BadValueError)
  })
})
