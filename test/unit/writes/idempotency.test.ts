import { buildSchema } from 'graphql'
import { findEarlier, readIdempotency } from '../../../src/writes/idempotency.ts'
import type { MutationRequest } from '../../../src/writes/write-engine.ts'

const schema = buildSchema(`
  type Query { nothing: String }
  type Mutation { cancel(id: ID!, idempotencyKey: String): String }
`)
const read = (args: Record<string, unknown>, header: string | null = null) =>
  readIdempotency({ schema }, 'cancel', { args, idempotencyKey: header } as unknown as MutationRequest)

test.each(['', 'a b', 'ä', 'x'.repeat(256)])('the argument %j is refused', (key) => {
  expect(() => read({ id: '1', idempotencyKey: key })).toThrow('1 to 255 visible ASCII characters')
})

test('the argument wins over the header, and is no part of what is compared', () => {
  const [header, argument] = [read({ id: '1' }, 'head'), read({ id: '1', idempotencyKey: 'arg' }, 'head')]
  expect([header?.key, argument?.key]).toEqual(['head', 'arg'])
  expect(argument?.fingerprint).toBe(header?.fingerprint)
  expect(read({ id: '2' }, 'head')?.fingerprint).not.toBe(header?.fingerprint)
})

test('null is no key', () => {
  expect(read({ id: '1', idempotencyKey: null })).toBeNull()
})

test('a key with other arguments is refused; with the same it stands for its write', async () => {
  const idempotency = read({ id: '1' }, 'k')!
  const book = (fingerprint: string) => ({
    book: { findKey: () => Promise.resolve({ writeId: 'w1', fingerprint }) } as never,
  })
  expect(await findEarlier(book(idempotency.fingerprint), 'cancel', 'me', idempotency)).toBe('w1')
  await expect(findEarlier(book('other'), 'cancel', 'me', idempotency)).rejects.toMatchObject({
    code: 'IDEMPOTENCY_MISMATCH',
  })
})
