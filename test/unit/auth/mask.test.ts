import fc from 'fast-check'
import { maskText } from '../../../src/auth/mask.ts'

test.each([
  ['EMAIL', 'clara.winterfeld@example.com', 'c•••@example.com'],
  ['EMAIL', 'a@example.com', '•••@example.com'],
  ['EMAIL', 'no address', '•••'],
  ['PHONE', '+4915112345678', '+49•••78'],
  ['PHONE', '+49110', '•••'],
  ['TAX_ID', 'DE123456789', 'DE•••89'],
  ['TAX_ID', '123456789', '•••89'],
  ['TAX_ID', 'DE1234', '•••'],
  ['LAST4', 'HW-0012345678', '•••5678'],
  ['LAST4', '12345678', '•••'],
  ['LAST4', '', '•••'],
] as const)('%s shows %s as %s', (mask, text, shown) => {
  expect(maskText(mask, text)).toBe(shown)
})

test('no mask shows more than half of a text, and none how long it is', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('PHONE', 'TAX_ID', 'LAST4'),
      fc.string({ minLength: 1, maxLength: 40 }),
      (mask, text) => {
        const shown = maskText(mask, text).replace('•••', '')
        expect(shown.length).toBeLessThanOrEqual(Math.max(text.length - 2, 0))
        expect(shown.length).toBeLessThanOrEqual(5)
      },
    ),
  )
})
