import type { Credentials } from '../../../../src/datasources/transport/credentials.ts'
import { defaultPatience } from '../../../../src/datasources/transport/patience.ts'
import { createTransport, guardCalls } from '../../../../src/datasources/transport/stack.ts'
import { budgetedCall, get, read, upstream } from './calls.ts'

const context = { upstream, listener: () => undefined, now: Date.now, patience: defaultPatience }
const throwing = (): never => {
  throw new TypeError('a mistake')
}

/** More often than there are slots: one that is not left keeps all later calls waiting, to the end of their budget. */
async function expectRejections(call: () => Promise<unknown>): Promise<void> {
  for (let times = 0; times < 3; times++) {
    const pending = call()
    await expect(pending).rejects.toThrow('a mistake')
  }
}

test.each([
  ['credentials of a datasource', {}],
  ['credentials of a sign-in', { isSignIn: true }],
])('%s that throw at once reject, and their slot is left', async (_name, given) => {
  const credentials: Credentials[] = [() => () => throwing]
  const baseUrl = 'http://127.0.0.1:9'
  const transport = createTransport(context, {
    baseUrl,
    maxConcurrent: 1,
    credentials,
    failures: [],
    ...given,
  })
  await expectRejections(() => transport.call(get, budgetedCall(1_000)))
  await transport.close()
})

test('so does a guarded call that throws at once', async () => {
  const guarded = guardCalls(context, { maxConcurrent: 1 }, throwing)
  await expectRejections(() => guarded(read, budgetedCall(1_000)))
})
