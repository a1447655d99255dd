import fc from 'fast-check'
import { GraphQLPhoneNumber } from 'graphql-scalars'
import { BadValueError } from '../../../src/codecs/codec.ts'
import { phone } from '../../../src/codecs/phone.ts'
import { testCodec } from './codec-laws.ts'

const anyNumber = fc
  .tuple(
    fc.constantFrom('+49', '+1', '+44', '+39', '+33', '+34', '+41', '+43'),
    fc.stringMatching(/^0{0,2}[1-9][0-9]{7,9}$/),
  )
  .map(([country, national]) => country + national)
  .map((number) => {
    try {
      return phone().decode(number)
    } catch {
      return '+4930100000'
    }
  })

describe('phone of Germany', () => {
  testCodec(phone({ defaultRegion: 'DE' }), {
    reads: [
      ['030 / 1000000', '+49301000000'],
      ['(030) 100 00-00', '+49301000000'],
      ['+49 (0)30 1000000', '+49301000000'],
      ['0049 30 1000000', '+49301000000'],
      ['+49.30.1000000', '+49301000000'],
      ['+1 (212) 555-0123', '+12125550123'],
      ['001 212 555 0123', '+12125550123'],
      // Reserved for drama: possible, never assigned.
      ['+44 20 7946 0018', '+442079460018'],
      ['\u202a+49 30 1000000\u202c', '+49301000000'],
    ],
    refuses: [
      '',
      'n/a',
      'call me',
      'fax:+49301000000',
      '12',
      '0',
      '+',
      '+999 123456',
      '+49 00 30 1000000',
      '030 1000000 ext. 12',
      '030 1000000 or 030 1000001',
      'Anna 030 1000000',
      '1'.repeat(50),
      301000000,
      null,
    ],
    writes: [['+49301000000', '+49301000000']],
    canonical: anyNumber,
  })
})

describe('phone without a default region', () => {
  testCodec(phone(), {
    reads: [
      ['+49 30 1000000', '+49301000000'],
      ['00 49 30 1000000', '+49301000000'],
    ],
    refuses: ['030 / 1000000', '(212) 555-0123'],
    writes: [['+12125550123', '+12125550123']],
    canonical: anyNumber,
  })
})

describe('phone options', () => {
  test("00 is read besides a region's own prefix for abroad, and refused where it could be either", () => {
    expect(phone({ defaultRegion: 'US' }).decode('011 49 30 1000000')).toBe('+49301000000')
    expect(phone({ defaultRegion: 'US' }).decode('0049 30 1000000')).toBe('+49301000000')
    expect(phone({ defaultRegion: 'AU' }).decode('0011 49 30 1000000')).toBe('+49301000000')
    expect(() => phone({ defaultRegion: 'AU' }).decode('0061 412 345 678')).toThrow(BadValueError)
  })

  test('an extension is dropped where that is declared', () => {
    expect(phone({ defaultRegion: 'US', extension: 'drop' }).decode('(212) 555-0123 x45')).toBe(
      '+12125550123',
    )
  })

  test('an unknown region is refused when declared', () => {
    expect(() => phone({ defaultRegion: 'ZZ' })).toThrow(TypeError)
  })

  test('lets out only what the PhoneNumber scalar serialises', () => {
    fc.assert(fc.property(anyNumber, (number) => expect(GraphQLPhoneNumber.serialize(number)).toBe(number)))
  })
})
