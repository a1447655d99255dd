import fc from 'fast-check'
import { limitConcurrency } from '../../../../src/datasources/transport/concurrency.ts'
import { limitRate, type Quotas } from '../../../../src/datasources/transport/rate-limit.ts'
import { RefusedHereError } from '../../../../src/datasources/failures.ts'
import type { Guard } from '../../../../src/datasources/transport/upstream-request.ts'
import { codeOf, collectEvents, failing, openCall, read, refusedHere, settle, upstream } from './calls.ts'

/** A limiter on a clock that only the test moves; a call stands for `heldMs` between its turn and the wire. */
function scripted(quotas: Quotas) {
  let at = 1_000_000
  const sleepers = new Set<{ due: number; wake: () => void }>()
  const sleep = (wake: () => void, ms: number) => {
    const sleeper = { due: at + ms, wake }
    sleepers.add(sleeper)
    return () => void sleepers.delete(sleeper)
  }
  const sent: { at: number; quota: string }[] = []
  const { events, tell } = collectEvents()
  const vendor = { reply: async (): Promise<unknown> => 'reply' }
  const rate = limitRate({ upstream, quotas, tell, now: () => at, schedule: sleep })
  const send = (quota?: string, call = openCall(), between: Guard = (next) => next) => {
    const request = { ...read, ...(quota !== undefined && { quota }) }
    const atWire = rate.useTurn(() => {
      sent.push({ at: at - 1_000_000, quota: quota ?? 'general' })
      return vendor.reply()
    })
    return rate.waitForTurn(between(atWire))(request, call)
  }
  const held =
    (ms: number): Guard =>
    (next) =>
    async (request, call) => {
      await new Promise<void>((wake) => sleep(wake, ms))
      return next(request, call)
    }
  const advance = async (ms: number) => {
    const end = at + ms
    for (;;) {
      await settle()
      const [first] = [...sleepers].sort((one, other) => one.due - other.due)
      if (!first || first.due > end) break
      sleepers.delete(first)
      at = Math.max(at, first.due)
      first.wake()
    }
    at = end
  }
  const times = () => sent.map((call) => call.at)
  return { send, held, advance, vendor, rate, sent, times, events, sleepers, sleep }
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
  expect(events).toContainEqual({ type: 'QUOTA_EXCEEDED', quota: 'general', pauseMs: 5_000 })
})

test('a refusal of a kind with a quota of its own pauses that kind alone; any other pauses all', async () => {
  const { send, advance, vendor, sent, events } = scripted({
    general: null,
    search: { calls: 9, perMs: 1_000 },
  })
  const kinds = ['search', undefined, 'other']
  const refusals: [refused: string | undefined, goesOn: string[], quota: string][] = [
    ['search', ['general', 'other'], 'search'],
    [undefined, [], 'general'],
    ['other', [], 'general'],
  ]
  for (const [refused, goesOn, quota] of refusals) {
    vendor.reply = failing('RATE_LIMITED', { retryAfter: 5 })
    await codeOf(send(refused))
    expect(events.filter(({ type }) => type === 'QUOTA_EXCEEDED').at(-1)).toMatchObject({ quota })
    vendor.reply = async () => 'reply'
    sent.length = 0
    const calls = kinds.map((kind) => send(kind))
    await advance(4_999)
    expect(sent.map((call) => call.quota)).toEqual(goesOn)
    await advance(1)
    await Promise.all(calls)
  }
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
  const { send, advance, times, sleepers } = scripted({ general: { calls: 1, perMs: 1_000 } })
  await send()
  const client = new AbortController()
  const left = send(undefined, openCall({ signal: client.signal }))
  const stays = send()
  client.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  await advance(5_000)
  await stays
  // The next in line has its place.
  expect(times()).toEqual([0, 1_150])
  // Nothing is left that would keep a process from ending.
  expect(sleepers.size).toBe(0)
})

test('calls that wait behind their turn and then go out together do not exceed the quota', async () => {
  const { send, held, advance, times } = scripted({ general: { calls: 3, perMs: 1_000 } })
  const calls = [
    // A sign-in of 4 s, or as long a wait for a slot.
    ...Array.from({ length: 3 }, () => send(undefined, openCall(), held(4_000))),
    ...Array.from({ length: 3 }, () => send()),
  ]
  await advance(20_000)
  await Promise.all(calls)
  expect(times()).toEqual([4_000, 4_000, 4_000, 5_150, 5_150, 5_150])
})

test('a call that had its turn and never went out leaves it to the next in line at once', async () => {
  const { send, advance, times } = scripted({ general: { calls: 1, perMs: 1_000 } })
  const full = codeOf(send(undefined, openCall(), () => refusedHere))
  const next = send()
  await advance(0)
  expect(await full).toBe('UPSTREAM_UNAVAILABLE')
  await next
  expect(times()).toEqual([0])
})

test('a call that is sent again below, with renewed credentials, takes another turn, and first', async () => {
  const { send, advance, vendor, times } = scripted({ general: { calls: 1, perMs: 1_000 } })
  vendor.reply = failing('EXPIRED')
  const renewed = send(undefined, openCall(), (next) => async (request, call) => {
    await codeOf(next(request, call))
    return next(request, call)
  })
  const behind = send()
  vendor.reply = async () => 'reply'
  await advance(1_150)
  await renewed
  expect(times()).toEqual([0, 1_150])
  await advance(10_000)
  await behind
})

test('a sign-in waits for nobody, and those after it give way', async () => {
  const { send, advance, rate, times } = scripted({ general: { calls: 1, perMs: 1_000 } })
  await rate.useTurn(async () => 'token')(read, openCall())
  const call = send()
  await advance(10_000)
  await call
  expect(times()).toEqual([1_150])
})

test('a pause that begins while calls wait for a slot holds them back, and their slots go to others', async () => {
  const { send, held, advance, vendor, times } = scripted({ general: { calls: 9, perMs: 1_000 } })
  const slot = limitConcurrency(upstream, 1)
  vendor.reply = failing('RATE_LIMITED', { retryAfter: 5 })
  const calls = Array.from({ length: 3 }, () =>
    codeOf(send(undefined, openCall(), (next) => slot(held(100)(next)))),
  )
  await advance(100)
  vendor.reply = async () => 'reply'
  await advance(10_000)
  expect(await Promise.all(calls)).toEqual(['RATE_LIMITED', 'OK', 'OK'])
  expect(times()).toEqual([100, 5_200, 5_300])
})

test('a pause that begins refuses at once those in line who cannot wait for it', async () => {
  const { send, advance, vendor, sent } = scripted({ general: { calls: 1, perMs: 1_000 } })
  let answer = (): void => undefined
  vendor.reply = () =>
    new Promise(
      (_resolve, reject) => (answer = () => void failing('RATE_LIMITED', { retryAfter: 30 })().catch(reject)),
    )
  const first = codeOf(send())
  await settle()
  const late = send(undefined, openCall({ deadlineAt: performance.now() + 5_000 }))
  const patient = codeOf(send())
  await settle()
  answer()
  await expect(late).rejects.toBeInstanceOf(RefusedHereError)
  await expect(late).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: 30 } })
  expect(await first).toBe('RATE_LIMITED')
  expect(sent).toHaveLength(1)
  vendor.reply = async () => 'reply'
  await advance(30_000)
  expect(await patient).toBe('OK')
})

test('whenever calls come and refusals hit, no window ever has more than the quota', async () => {
  const arrival = fc.record({
    afterMs: fc.integer({ min: 0, max: 400 }),
    heldMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_000 })),
    leavesMs: fc.option(fc.integer({ min: 0, max: 3_000 }), { freq: 8 }),
    retryAfter: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 8 }),
  })
  const quota = fc.record({
    calls: fc.integer({ min: 1, max: 5 }),
    perMs: fc.integer({ min: 1, max: 1_500 }),
  })
  await fc.assert(
    fc.asyncProperty(quota, fc.array(arrival, { maxLength: 40 }), async (general, arrivals) => {
      const { send, held, advance, vendor, times, sleep } = scripted({ general })
      const slot = limitConcurrency(upstream, 2)
      const calls: Promise<string>[] = []
      for (const { afterMs, heldMs, leavesMs, retryAfter } of arrivals) {
        await advance(afterMs)
        vendor.reply = retryAfter === null ? async () => 'reply' : failing('RATE_LIMITED', { retryAfter })
        const client = new AbortController()
        if (leavesMs !== null) sleep(() => client.abort(), leavesMs)
        const call = openCall({ signal: client.signal })
        calls.push(codeOf(send(undefined, call, (next) => slot(held(heldMs)(next)))))
      }
      vendor.reply = async () => 'reply'
      await advance(10_000_000)
      await Promise.all(calls)
      const sent = times()
      const stayed = arrivals.filter(({ leavesMs }) => leavesMs === null)
      expect(sent.length).toBeGreaterThanOrEqual(stayed.length)
      for (let index = general.calls; index < sent.length; index++)
        expect(sent[index]! - sent[index - general.calls]!).toBeGreaterThan(general.perMs)
    }),
    { numRuns: 100 },
  )
})
