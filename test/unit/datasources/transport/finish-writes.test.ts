import { mayHaveApplied, upstreamError, type UpstreamError } from '../../../../src/datasources/failures.ts'
import { limitConcurrency } from '../../../../src/datasources/transport/concurrency.ts'
import { keepDeadline } from '../../../../src/datasources/transport/deadline.ts'
import { finishWrites } from '../../../../src/datasources/transport/finish-writes.ts'
import type { Next, Operation } from '../../../../src/datasources/transport/upstream-request.ts'
import { openCall, read, settle, upstream, write } from './calls.ts'

/** As they stand around every call, as far as it is about waiting and going out. */
const guarded = (next: Next<Operation, string>) =>
  keepDeadline(upstream)(limitConcurrency(upstream, 1)(finishWrites()(next)))

const failureOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error)

test('a write that waits for a slot ends with its request, is not sent and has no effect', async () => {
  const first = Promise.withResolvers<string>()
  const sent: string[] = []
  const send = guarded((_, { requestId }) => {
    sent.push(requestId)
    return first.promise
  })
  const client = new AbortController()
  const out = send(write, openCall({ requestId: 'first' }))
  const waiting = failureOf(send(write, openCall({ requestId: 'second', signal: client.signal })))
  client.abort()
  expect(await waiting).toMatchObject({ code: 'UPSTREAM_TIMEOUT', effect: 'NONE' })
  first.resolve('done')
  expect(await out).toBe('done')
  await settle()
  expect(sent).toEqual(['first'])
})

test('a write of a request that has ended is not sent and has no effect', async () => {
  const next = jest.fn(() => Promise.resolve('done'))
  const ended = failureOf(guarded(next)(write, openCall({ signal: AbortSignal.abort() })))
  expect(mayHaveApplied(await ended)).toBe(false)
  expect(next).not.toHaveBeenCalled()
})

test('what a write that is out comes to is what is told, although its request has ended meanwhile', async () => {
  const client = new AbortController()
  const failed = upstreamError(upstream, 'UNAVAILABLE')
  const reply = failureOf(
    guarded(async () => {
      client.abort()
      await settle()
      throw failed
    })(write, openCall({ signal: client.signal })),
  )
  expect(await reply).toBe(failed)
})

test('a mistake of ours in a write that is out is not taken for the end of its request', async () => {
  const client = new AbortController()
  const reply = failureOf(
    guarded(async () => {
      client.abort()
      throw new TypeError('a mistake')
    })(write, openCall({ signal: client.signal })),
  )
  expect(await reply).toBeInstanceOf(TypeError)
})

test.each([
  ['that succeeds', () => Promise.resolve('done'), 1],
  ['whose answer is lost', () => Promise.reject(upstreamError(upstream, 'UNAVAILABLE')), 1],
  ['that is refused', () => Promise.reject(upstreamError(upstream, 'VALIDATION', { status: 400 })), 0],
] as [string, () => Promise<string>, number][])(
  'a write %s tells its call of its effect',
  async (_, next, times) => {
    const onEffect = jest.fn()
    await failureOf(finishWrites()<Operation, string>(next)(write, openCall({ onEffect })))
    expect(onEffect).toHaveBeenCalledTimes(times)
  },
)

test('a read has none', async () => {
  const onEffect = jest.fn()
  const lost = () => Promise.reject<UpstreamError>(upstreamError(upstream, 'UNAVAILABLE'))
  await failureOf(finishWrites()<Operation, unknown>(lost)(read, openCall({ onEffect })))
  expect(onEffect).not.toHaveBeenCalled()
})
