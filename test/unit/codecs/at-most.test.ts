import fc from 'fast-check'
import { atMost } from '../../../src/codecs/at-most.ts'
import { text } from '../../../src/codecs/text.ts'

const short = atMost(5, text())

test('what fits is written and read as without a limit', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zäé]{0,5}$/), (value) => {
      const canonical = text().decode(value)
      expect(short.decode(short.encode(canonical))).toBe(canonical)
    }),
  )
})

test('what would be cut off is not written', () => {
  expect(() => short.encode('123456')).toThrow('expected at most 5 characters')
  expect(short.encode(' 12345 ')).toBe('12345')
})

test('what the system has is read, whatever its length', () => {
  expect(short.decode('123456')).toBe('123456')
})
