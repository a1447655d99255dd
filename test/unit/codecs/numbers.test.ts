import fc from 'fast-check'
import { BadValueError } from '../../../src/codecs/codec.ts'
import { decimal, integer } from '../../../src/codecs/numbers.ts'
import { testCodec } from './codec-laws.ts'

const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`))
const canonicalDecimal = fc
  .tuple(fc.boolean(), digits(1, 20), digits(0, 20))
  .map(([negative, left, right]) => {
    const units = left.replace(/^0+(?=\d)/, '')
    const decimals = right.replace(/0+$/, '')
    const magnitude = decimals === '' ? units : `${units}.${decimals}`
    return negative && magnitude !== '0' ? `-${magnitude}` : magnitude
  })

describe('decimal', () => {
  testCodec(decimal(), {
    reads: [
      ['10.00', '10'],
      [0.30000000000000004, '0.30000000000000004'],
      [0.1, '0.1'],
      ['0.1', '0.1'],
      [' -007.50 ', '-7.5'],
      ['+.5', '0.5'],
      ['5.', '5'],
      ['-0.00', '0'],
      [-0, '0'],
      ['1E+2', '100'],
      ['12.34e1', '123.4'],
      ['1.5E-3', '0.0015'],
      ['0E-10', '0'],
      [1e21, '1000000000000000000000'],
      [1e-7, '0.0000001'],
      ['12345678901234567890.123456789', '12345678901234567890.123456789'],
    ],
    refuses: [
      '',
      ' ',
      '.',
      '-',
      'e5',
      '1,234.50',
      '1.234,50',
      '10,5',
      '1 000',
      '0x10',
      '12 EUR',
      'NaN',
      'Infinity',
      '1e400',
      '1e999999999',
      '1'.repeat(200),
      NaN,
      Infinity,
      1e300,
      10n,
      true,
      null,
      { decimal: '10' },
    ],
    writes: [
      ['10.50', '10.5'],
      ['-7.5', '-7.5'],
    ],
    canonical: canonicalDecimal,
  })
})

describe('decimal written as a JSON number', () => {
  testCodec(decimal({ as: 'number' }), {
    reads: [[12.5, '12.5']],
    refuses: ['1,5'],
    writes: [
      ['12.5', 12.5],
      ['0', 0],
    ],
    canonical: fc
      .tuple(fc.integer(), fc.integer({ min: 1, max: 9999 }))
      .map(([a, b]) => decimal().decode(`${a}.${b}`)),
  })

  test('refuses to write a value that the number would change', () => {
    expect(() => decimal({ as: 'number' }).encode('0.12345678901234567890')).toThrow(BadValueError)
    expect(() => decimal({ as: 'number' }).encode('9007199254740993')).toThrow(BadValueError)
  })
})

describe('integer', () => {
  testCodec(integer(), {
    reads: [
      ['12', 12],
      ['12.0', 12],
      [12.0, 12],
      [' -3 ', -3],
      ['007', 7],
      ['1E3', 1000],
      [-0, 0],
      [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ],
    refuses: [
      '',
      '12.5',
      12.5,
      NaN,
      '1e400',
      '9007199254740992',
      9007199254740992,
      'two',
      '1,000',
      false,
      null,
      [],
    ],
    writes: [[12, 12]],
    canonical: fc.maxSafeInteger(),
  })
})

describe('integer as text, within bounds', () => {
  testCodec(integer({ as: 'string', min: 0, max: 99 }), {
    reads: [['2', 2]],
    refuses: [-1, '100'],
    writes: [[2, '2']],
    canonical: fc.integer({ min: 0, max: 99 }),
  })

  test('refuses to write what is out of bounds', () => {
    expect(() => integer({ min: 0 }).encode(-1)).toThrow(BadValueError)
  })
})
