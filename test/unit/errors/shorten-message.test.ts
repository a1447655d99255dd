import fc from 'fast-check'
import { shortenMessage } from '../../../src/errors/shorten-message.ts'

test('an ordinary message stays as it is', () => {
  const message = 'ERP (Business Central v2.0) answered after 10 s; "orders" is null. Try again in 5 s.'
  expect(shortenMessage(message)).toBe(message)
})

test('a long quoted value is cut and its length said', () => {
  const message = shortenMessage(`Unknown id "${'a b '.repeat(100)}" here`)
  expect(message).toMatch(/^Unknown id "(?:a b ){25}… \(400 characters\)" here$/)
})

test('no message is longer than 1,010 characters', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 5_000, size: 'max' }), (text) => {
      expect(shortenMessage(text).length).toBeLessThanOrEqual(1_010)
    }),
  )
})
