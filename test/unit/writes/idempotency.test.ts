import { buildSchema } from 'graphql'
import { findEarlier, readIdempotency } from '../../../src/writes/idempotency.ts'
import type { MutationRequest } from '../../../src/writes/write-engine.ts'

const schema = buildSchema(`
  type Query { nothing: String }
  type Mutation { cancel(id: ID!, idempotencyKey: String): String }
`)
const read = (args: Record<string, unknown>, key: string | null = null) =>
  readIdempotency({ schema }, 'cancel', { args, idempotencyKey: key } as unknown as MutationRequest)

test('the argument of that name is no part of what is compared, everything else is', () => {
  const fingerprint = read({ id: '1' }, 'k')?.fingerprint
  expect(read({ id: '1', idempotencyKey: 'k' }, 'k')).toEqual({ key: 'k', fingerprint })
  expect(read({ id: '2' }, 'k')?.fingerprint).not.toBe(fingerprint)
})

test('without a key there is nothing to compare', () => {
  expect(read({ id: '1' })).toBeNull()
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
