import { retryFailures } from '../../../../src/datasources/transport/retry.ts'
import type { FailureClass } from '../../../../src/datasources/failures.ts'
import { codeOf, collectEvents, failing, openCall, read, refusedHere, write } from './calls.ts'

/** A retry guard on no clock at all; `attempts` counts what reaches the upstream. */
async function scripted({ isPrimed = true, random = 0.5 } = {}) {
  const waits: number[] = []
  const { events, tell } = collectEvents()
  const guard = retryFailures({ tell, random: () => random, wait: async (ms) => void waits.push(ms) })
  const upstream = { attempts: 0, reply: async (): Promise<unknown> => 'reply' }
  const send = guard(async () => {
    upstream.attempts += 1
    return upstream.reply()
  })
  // Calls that succeed earn the budget of those that fail.
  for (let call = 0; isPrimed && call < 100; call++) await send(read, openCall())
  upstream.attempts = 0
  return { send, upstream, waits, events }
}

test('a read that failed for now is repeated at most twice', async () => {
  const { send, upstream, events } = await scripted()
  upstream.reply = failing('UNAVAILABLE')
  expect(await codeOf(send(read, openCall()))).toBe('UPSTREAM_UNAVAILABLE')
  expect(upstream.attempts).toBe(3)
  const told = {
    type: 'RETRY',
    operation: 'readContacts',
    requestId: 'request-1',
    code: 'UPSTREAM_UNAVAILABLE',
  }
  expect(events).toEqual([told, told])
})

test('what succeeds at the second attempt is a success', async () => {
  const { send, upstream } = await scripted()
  upstream.reply = async () => (upstream.attempts === 1 ? failing('UNAVAILABLE')() : 'reply')
  expect(await send(read, openCall())).toBe('reply')
  expect(upstream.attempts).toBe(2)
})

test('a write is never repeated', async () => {
  const { send, upstream } = await scripted()
  upstream.reply = failing('UNAVAILABLE')
  await codeOf(send(write, openCall()))
  expect(upstream.attempts).toBe(1)
})

const final: FailureClass[] = [
  'NOT_FOUND',
  'VALIDATION',
  'CONFLICT',
  'EXPIRED',
  'AUTH',
  'FORBIDDEN',
  'TIMEOUT',
  'BAD_RESPONSE',
  'SCHEMA_DRIFT',
]
test.each(final)('%s is not repeated', async (failure) => {
  const { send, upstream } = await scripted()
  upstream.reply = failing(failure)
  await codeOf(send(read, openCall()))
  expect(upstream.attempts).toBe(1)
})

test('a call that the gateway itself refused is not repeated', async () => {
  const { send, upstream } = await scripted()
  upstream.reply = refusedHere
  expect(await codeOf(send(read, openCall()))).toBe('UPSTREAM_UNAVAILABLE')
  expect(upstream.attempts).toBe(1)
})

test.each([
  [0, [0, 0]],
  [0.5, [25, 50]],
  [0.99, [49.5, 99]],
])('with %d drawn it waits that part of a growing delay: full jitter', async (random, expected) => {
  const { send, upstream, waits } = await scripted({ random })
  upstream.reply = failing('UNAVAILABLE')
  await codeOf(send(read, openCall()))
  expect(waits).toEqual(expected)
})

test('it waits as long as the upstream asked, and the jitter on top', async () => {
  const { send, upstream, waits } = await scripted()
  upstream.reply = failing('RATE_LIMITED', { retryAfter: 7 })
  await codeOf(send(read, openCall()))
  expect(waits).toEqual([7_025, 7_050])
})

test('what could only be repeated after the deadline is not repeated', async () => {
  const { send, upstream, waits } = await scripted()
  upstream.reply = failing('UNAVAILABLE', { retryAfter: 3 })
  await codeOf(send(read, openCall({ deadlineAt: performance.now() + 2_000 })))
  expect({ attempts: upstream.attempts, waits }).toEqual({ attempts: 1, waits: [] })
  await codeOf(send(read, openCall({ deadlineAt: performance.now() + 60_000 })))
  expect(upstream.attempts).toBe(1 + 3)
})

test('a request that ended is not repeated, nor does it wait on', async () => {
  const { send, upstream } = await scripted()
  const client = new AbortController()
  upstream.reply = async () => {
    client.abort()
    return failing('UNAVAILABLE')()
  }
  await codeOf(send(read, openCall({ signal: client.signal })))
  expect(upstream.attempts).toBe(1)
})

test('a wait between attempts ends with the request', async () => {
  const client = new AbortController()
  const send = retryFailures({ tell: () => client.abort(new Error('left')) })(
    failing('UNAVAILABLE', { retryAfter: 100 }),
  )
  await expect(send(read, openCall({ signal: client.signal }))).rejects.toMatchObject({ name: 'AbortError' })
})

test('the first call of all has a retry', async () => {
  const { send, upstream } = await scripted({ isPrimed: false })
  upstream.reply = failing('UNAVAILABLE')
  await codeOf(send(read, openCall()))
  expect(upstream.attempts).toBe(2)
})

test.each([false, true])(
  'in a total outage 1,000 reads are at most 1,100 attempts, and ten more after good times (%p)',
  async (isPrimed) => {
    const { send, upstream } = await scripted({ isPrimed })
    upstream.reply = failing('UNAVAILABLE')
    for (let call = 0; call < 1_000; call++) await codeOf(send(read, openCall()))
    expect(upstream.attempts).toBeGreaterThan(1_050)
    expect(upstream.attempts).toBeLessThanOrEqual(isPrimed ? 1_110 : 1_100)
  },
)
