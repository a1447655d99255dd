import fc from 'fast-check'
import { GraphQLEmailAddress } from 'graphql-scalars'
import { emailAddress } from '../../../src/codecs/email-address.ts'
import { testCodec } from './codec-laws.ts'

/** Every shape that the scalar lets through, not only the tidy ones. */
const scalarAddress = fc.stringMatching(
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,20}@[a-zA-Z0-9]([a-zA-Z0-9-]{0,10}[a-zA-Z0-9])?(\.[a-zA-Z0-9]{1,8}){0,3}$/,
)

describe('emailAddress', () => {
  testCodec(emailAddress(), {
    reads: [
      ['Guest0004@Example.COM', 'guest0004@example.com'],
      ['  anna.lind+news@mail.example.org ', 'anna.lind+news@mail.example.org'],
      ["o'neil@example.com", "o'neil@example.com"],
      ['root@localhost', 'root@localhost'],
    ],
    refuses: [
      'info@',
      '@example.com',
      'a@b@c',
      'anna lind@example.com',
      'anna@exam ple.com',
      'anna@example..com',
      'anna@-example.com',
      'mailto:anna@example.com',
      'Anna <anna@example.com>',
      'anna@example.com; bert@example.com',
      'jörg@example.com',
      `${'a'.repeat(250)}@example.com`,
      'n/a',
      '',
      42,
      null,
    ],
    writes: [['Anna@Example.com', 'anna@example.com']],
    canonical: scalarAddress.map((address) => address.toLowerCase()),
  })

  test('lets out only what the EmailAddress scalar serialises, and lets in all of it', () => {
    fc.assert(
      fc.property(scalarAddress, (address) => {
        expect(GraphQLEmailAddress.serialize(emailAddress().decode(address))).toBe(address.toLowerCase())
      }),
    )
  })
})
