import fc from 'fast-check'
import { signToken } from '../../../support/forge-tokens.ts'
import { usualClaims, usualHeader } from '../../../support/token-table.ts'
import { forge, openSubject } from './subject.ts'

const { identify } = openSubject(forge)
const good = ([forge.rsa, forge.ec, forge.ed] as const).map((key) =>
  signToken(usualHeader(key), usualClaims(forge), key),
)

const isAccepted = (token: string): Promise<boolean> =>
  identify(token).then(
    () => true,
    () => false,
  )

test('the tokens themselves are accepted', async () => {
  expect(await Promise.all(good.map(isAccepted))).toEqual([true, true, true])
})

test('no token with another byte in one place is accepted', async () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.+/ \u0000\u00e9'
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...good),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.nat(alphabet.length - 1).map((index) => alphabet.charAt(index)),
      async (token, place, letter) => {
        const at = Math.floor(place * token.length)
        fc.pre(token[at] !== letter)
        expect(await isAccepted(token.slice(0, at) + letter + token.slice(at + 1))).toBe(false)
      },
    ),
    { numRuns: 1_000 },
  )
})

test('nor with any other last letter, of which some would be the same signature', async () => {
  for (const token of good)
    for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
      if (!token.endsWith(letter)) expect(await isAccepted(token.slice(0, -1) + letter)).toBe(false)
})

test('nor cut, lengthened, or put together of two', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...good),
      fc.nat(2_000),
      fc.string({ minLength: 1, maxLength: 5 }),
      async (token, at, more) => {
        expect(await isAccepted(token.slice(0, at % token.length))).toBe(false)
        expect(await isAccepted(token + more)).toBe(false)
      },
    ),
  )
  const [rsa = '', ec = ''] = good
  const [header, claims] = rsa.split('.')
  expect(await isAccepted([header, claims, ec.split('.')[2]].join('.'))).toBe(false)
})
