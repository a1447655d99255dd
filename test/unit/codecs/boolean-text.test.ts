import fc from 'fast-check'
import { booleanText } from '../../../src/codecs/boolean-text.ts'
import { testCodec } from './codec-laws.ts'

describe('booleanText', () => {
  testCodec(booleanText(), {
    reads: [
      ['true', true],
      ['FALSE', false],
      [' True ', true],
      ['1', true],
      ['0', false],
      [1, true],
      [0, false],
      [true, true],
      [false, false],
    ],
    refuses: ['', 'yes', 'maybe', 2, -1, NaN, null, undefined, {}, []],
    writes: [
      [true, 'true'],
      [false, 'false'],
    ],
    canonical: fc.boolean(),
  })
})

describe('booleanText of Y and N', () => {
  testCodec(booleanText({ true: 'Y', false: 'N' }), {
    reads: [
      ['Y', true],
      ['n', false],
      ['true', true],
    ],
    refuses: ['X', 'yes'],
    writes: [
      [true, 'Y'],
      [false, 'N'],
    ],
    canonical: fc.boolean(),
  })
})

describe('booleanText of a field that says the opposite', () => {
  testCodec(booleanText({ true: 0, false: 1 }), {
    reads: [
      [0, true],
      ['1', false],
    ],
    refuses: ['2'],
    writes: [[true, 0]],
    canonical: fc.boolean(),
  })

  test('two meanings for one form are refused when declared', () => {
    expect(() => booleanText({ true: 'X', false: 'x' })).toThrow(TypeError)
  })
})
