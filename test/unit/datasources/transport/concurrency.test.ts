import fc from 'fast-check'
import { limitConcurrency } from '../../../../src/datasources/transport/concurrency.ts'
import { codeOf, openCall, read, settle, upstream } from './calls.ts'

/** Calls that last until told to end. */
function scripted(max: number) {
  const inFlight = new Map<number, (failure?: Error) => void>()
  const started: number[] = []
  const seen = { most: 0 }
  let id = 0
  const guard = limitConcurrency(upstream, max)
  const send = (signal = new AbortController().signal) => {
    const own = id++
    const guarded = guard(
      () =>
        new Promise((resolve, reject) => {
          started.push(own)
          inFlight.set(own, (failure) => {
            inFlight.delete(own)
            if (failure) reject(failure)
            else resolve('reply')
          })
          seen.most = Math.max(seen.most, inFlight.size)
        }),
    )
    return guarded(read, openCall({ signal }))
  }
  const endOne = async (failure?: Error) => {
    const [end] = inFlight.values()
    end?.(failure)
    await settle()
  }
  return { send, inFlight, started, seen, endOne }
}

test('the others wait, and go out in the order in which they came', async () => {
  const { send, started, seen, endOne } = scripted(2)
  const calls = Array.from({ length: 6 }, () => send())
  expect(started).toEqual([0, 1])
  await endOne()
  expect(started).toEqual([0, 1, 2])
  // A newcomer does not overtake.
  const newcomer = send()
  for (let call = 0; call < 6; call++) await endOne()
  await Promise.all([...calls, newcomer])
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(seen.most).toBe(2)
})

test('a call whose request ends leaves the line at once, and is not sent', async () => {
  const { send, started, endOne } = scripted(1)
  const client = new AbortController()
  const first = send()
  const left = send(client.signal)
  const last = send()
  client.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  await endOne()
  await endOne()
  await Promise.all([first, last])
  expect(started).toEqual([0, 2])
})

test('a request that ended before takes no slot', async () => {
  const { send, started } = scripted(1)
  await expect(send(AbortSignal.abort(new Error('left')))).rejects.toThrow('left')
  void send()
  expect(started).toEqual([1])
})

test('a line of a hundred a slot is full: the next is refused with RATE_LIMITED', async () => {
  const { send, inFlight, endOne } = scripted(2)
  const calls = Array.from({ length: 202 }, () => send())
  expect(await codeOf(send())).toBe('RATE_LIMITED')
  await endOne()
  const next = send()
  while (inFlight.size > 0) await endOne()
  await Promise.all([...calls, next])
})

test('whatever ends, fails or leaves: never more than allowed in flight, and no slot is lost', async () => {
  const step = fc.constantFrom('SEND', 'SEND', 'END', 'FAIL', 'LEAVE')
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(step, { maxLength: 60 }),
      async (max, steps) => {
        const { send, inFlight, seen, endOne } = scripted(max)
        const clients: AbortController[] = []
        const calls: Promise<string>[] = []
        for (const what of steps) {
          if (what === 'SEND') {
            clients.push(new AbortController())
            calls.push(codeOf(send(clients.at(-1)!.signal)))
          } else if (what === 'LEAVE') clients.at(-(calls.length % 3) - 1)?.abort()
          else await endOne(what === 'FAIL' ? new Error('failed') : undefined)
        }
        while (inFlight.size > 0) await endOne()
        await Promise.all(calls)
        expect(seen.most).toBeLessThanOrEqual(max)
        // All slots are there again.
        const again = Array.from({ length: max }, () => send())
        expect(inFlight.size).toBe(max)
        while (inFlight.size > 0) await endOne()
        await Promise.all(again)
      },
    ),
    { numRuns: 100 },
  )
})
