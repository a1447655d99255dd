import fc from 'fast-check'
import { listOf } from '../../../src/codecs/list.ts'
import { integer } from '../../../src/codecs/numbers.ts'
import { testCodec } from './codec-laws.ts'

describe('listOf', () => {
  testCodec(listOf(integer({ as: 'string' })), {
    reads: [
      [
        ['1', 2],
        [1, 2],
      ],
      [[], []],
    ],
    // One bad item makes the list bad.
    refuses: [['1', 'x'], ['1', null], [undefined], new Array(2), '1', { length: 0 }, null],
    writes: [
      [
        [1, 2],
        ['1', '2'],
      ],
    ],
    canonical: fc.array(fc.maxSafeInteger()),
  })
})
