import fc from 'fast-check'
import { limitRate, type Quotas } from '../../../../src/datasources/transport/rate-limit.ts'
import { RefusedHereError } from '../../../../src/datasources/failures.ts'
import { codeOf, collectEvents, failing, openCall, read, settle, upstream } from './calls.ts'

/** A limiter on a clock that only the test moves. */
function scripted(quotas: Quotas) {
  let at = 1_000_000
  const sleepers: { due: number; wake: () => void }[] = []
  const sent: { at: number; quota: string }[] = []
  const { events, tell } = collectEvents()
  const vendor = { reply: async (): Promise<unknown> => 'reply' }
  const guard = limitRate({
    upstream,
    quotas,
    tell,
    now: () => at,
    wait: (ms) => new Promise((wake) => sleepers.push({ due: at + ms, wake })),
  })
  const send = (quota?: string, call = openCall()) =>
    guard(() => {
      sent.push({ at: at - 1_000_000, quota: quota ?? 'general' })
      return vendor.reply()
    })({ ...read, ...(quota !== undefined && { quota }) }, call)
  const advance = async (ms: number) => {
    const end = at + ms
    for (;;) {
      await settle()
      sleepers.sort((one, other) => one.due - other.due)
      if (!sleepers[0] || sleepers[0].due > end) break
      const { due, wake } = sleepers.shift()!
      at = due
      wake()
    }
    at = end
  }
  const times = () => sent.map((call) => call.at)
  return { send, advance, vendor, sent, times, events, waiting: sleepers }
}

test('what the quota allows goes out at once, the rest as soon as the oldest is out of the window', async () => {
  const { send, advance, times, events } = scripted({ general: { calls: 3, perMs: 1_000 } })
  const calls = Array.from({ length: 7 }, () => send())
  await advance(10_000)
  await Promise.all(calls)
  // 150 ms more than the window: the network may bring two calls closer together.
  expect(times()).toEqual([0, 0, 0, 1_150, 1_150, 1_150, 2_300])
  expect(events[0]).toEqual({
    type: 'RATE_LIMIT',
    operation: 'readContacts',
    outcome: 'WAITED',
    waitMs: 1_150,
  })
})

test('without a quota nothing waits', async () => {
  const { send, times, events } = scripted({ general: null })
  await Promise.all(Array.from({ length: 500 }, () => send()))
  expect(times()).toHaveLength(500)
  expect(events).toEqual([])
})

test('each kind has its own quota; a kind without one falls under the general, a kind set free under none', async () => {
  const quotas = { general: { calls: 2, perMs: 1_000 }, search: { calls: 1, perMs: 1_000 }, free: null }
  const { send, sent, advance } = scripted(quotas)
  const kinds = ['search', 'search', undefined, 'other', 'other', 'free', 'free', 'free', 'free']
  const calls = kinds.map((kind) => send(kind))
  await settle()
  expect(sent.map(({ quota }) => quota)).toEqual([
    'search',
    'general',
    'other',
    'free',
    'free',
    'free',
    'free',
  ])
  await advance(2_000)
  await Promise.all(calls)
})

test('what would not make its deadline is refused at once and told when to come back', async () => {
  const { send, sent, events } = scripted({ general: { calls: 1, perMs: 2_500 } })
  await send()
  const late = send(undefined, openCall({ deadlineAt: performance.now() + 2_000 }))
  await expect(late).rejects.toBeInstanceOf(RefusedHereError)
  await expect(late).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: 3 } })
  expect(sent).toHaveLength(1)
  expect(events).toMatchObject([{ outcome: 'REFUSED', waitMs: 2_650 }])
})

test('after a refusal nothing is sent for as long as the upstream asked, and none of those in line either', async () => {
  const { send, advance, vendor, times, events } = scripted({ general: { calls: 2, perMs: 1_000 } })
  vendor.reply = failing('RATE_LIMITED', { retryAfter: 5 })
  const calls = Array.from({ length: 6 }, () => codeOf(send()))
  await settle()
  vendor.reply = async () => 'reply'
  await advance(4_999)
  expect(times()).toEqual([0, 0])
  await advance(10_000)
  expect(await Promise.all(calls)).toEqual(['RATE_LIMITED', 'RATE_LIMITED', 'OK', 'OK', 'OK', 'OK'])
  // No burst after the pause.
  expect(times()).toEqual([0, 0, 5_000, 5_000, 6_150, 6_150])
  expect(events).toContainEqual({ type: 'QUOTA_EXCEEDED', pauseMs: 5_000 })
})

test('an upstream that does not say how long is left alone for a second', async () => {
  const { send, advance, vendor, times } = scripted({ general: null })
  vendor.reply = failing('RATE_LIMITED')
  await codeOf(send())
  const next = codeOf(send())
  await advance(2_000)
  await next
  expect(times()).toEqual([0, 1_000])
})

test('a full line of our own is no refusal of the upstream', async () => {
  const { send, vendor, times, events } = scripted({ general: null })
  vendor.reply = async () => {
    throw new RefusedHereError(upstream, 'RATE_LIMITED', { retryAfter: 1 })
  }
  await codeOf(send())
  await codeOf(send())
  expect(times()).toEqual([0, 0])
  expect(events).toEqual([])
})

test('a call that waits leaves with its request, and is not sent', async () => {
  const { tell } = collectEvents()
  let attempts = 0
  const guard = limitRate({ upstream, quotas: { general: { calls: 1, perMs: 60_000 } }, tell })
  const send = guard(async () => void (attempts += 1))
  await send(read, openCall())
  const client = new AbortController()
  const waiting = send(read, openCall({ signal: client.signal }))
  client.abort(new Error('left'))
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
  expect(attempts).toBe(1)
})

test('whenever calls come and refusals hit, no window ever has more than the quota', async () => {
  const arrival = fc.record({
    afterMs: fc.integer({ min: 0, max: 400 }),
    retryAfter: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 8 }),
  })
  const quota = fc.record({
    calls: fc.integer({ min: 1, max: 5 }),
    perMs: fc.integer({ min: 1, max: 1_500 }),
  })
  await fc.assert(
    fc.asyncProperty(quota, fc.array(arrival, { maxLength: 40 }), async (general, arrivals) => {
      const { send, advance, vendor, times } = scripted({ general })
      const calls: Promise<string>[] = []
      for (const { afterMs, retryAfter } of arrivals) {
        await advance(afterMs)
        vendor.reply = retryAfter === null ? async () => 'reply' : failing('RATE_LIMITED', { retryAfter })
        calls.push(codeOf(send()))
      }
      vendor.reply = async () => 'reply'
      await advance(10_000_000)
      await Promise.all(calls)
      const sent = times()
      expect(sent).toHaveLength(arrivals.length)
      for (let index = general.calls; index < sent.length; index++)
        expect(sent[index]! - sent[index - general.calls]!).toBeGreaterThan(general.perMs)
    }),
    { numRuns: 100 },
  )
})
