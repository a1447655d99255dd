import { inspect } from 'node:util'
import { digestOf, makeKeyText, prefixOf } from '../../../src/keys/key-text.ts'

const made = Array.from({ length: 2_000 }, makeKeyText)

test('a key says what it is, names itself, and has 32 random bytes', () => {
  for (const { prefix, key } of made) {
    const [, ownPrefix, secret] = /^hw_([a-z0-9]{8})_([\w-]{43})$/.exec(key.reveal()) ?? []
    expect(ownPrefix).toBe(prefix)
    expect(Buffer.from(secret!, 'base64url')).toHaveLength(32)
    expect(prefixOf(key.reveal())).toBe(prefix)
  }
})

test('no two have anything in common but the beginning', () => {
  expect(new Set(made.map(({ prefix }) => prefix)).size).toBe(made.length)
  expect(new Set(made.map(({ key }) => key.reveal().slice(12))).size).toBe(made.length)
})

test('a key prints as no more than its prefix', () => {
  const [{ prefix, key }] = made as [(typeof made)[number]]
  expect(String(key) + JSON.stringify({ key }) + inspect({ key })).not.toContain(key.reveal().slice(12))
  expect(inspect(key)).toContain(prefix)
})

test('the digest is of the whole key', () => {
  const key = made[0]!.key.reveal()
  expect(digestOf(key)).toHaveLength(32)
  expect(digestOf(key).equals(digestOf(key.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'))))).toBe(false)
  expect(digestOf(key).equals(digestOf(key.replace(/^hw_./, 'hw_0')))).toBe(false)
})

test.each([
  '',
  'sandbox-developer',
  'hw_abcdefgh',
  `hw_abcdefgh_${'a'.repeat(44)}`,
  `HW_abcdefgh_${'a'.repeat(43)}`,
  `hw_abcdefgh_${'ä'.repeat(43)}`,
])('"%s" is no key of ours', (text) => {
  expect(prefixOf(text)).toBeNull()
})
