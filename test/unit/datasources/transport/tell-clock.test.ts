import { tellClock } from '../../../../src/datasources/transport/tell-clock.ts'
import type { UpstreamResponse } from '../../../../src/datasources/transport/upstream-request.ts'
import { get, openCall } from './calls.ts'

const noon = Date.parse('2026-11-22T12:00:00Z')
const replying = (date?: string) => async (): Promise<UpstreamResponse> => ({
  status: 503,
  headers: date === undefined ? {} : { date },
  body: '',
  data: undefined,
})

async function leads(date?: string, now: () => number = () => noon): Promise<number[]> {
  const told: number[] = []
  await tellClock(now)(replying(date))(get, openCall({ onClock: (leadMs) => told.push(leadMs) }))
  return told
}

test('a reply tells how far its clock is from ours, a refusal too', async () => {
  expect(await leads('Sun, 22 Nov 2026 12:00:00 GMT')).toEqual([0])
  expect(await leads('Sun, 22 Nov 2026 12:02:00 GMT')).toEqual([120_000])
  // The second that it leaves out may have been all but over.
  expect(await leads('Sun, 22 Nov 2026 11:58:00 GMT')).toEqual([-119_000])
})

test('a slow reply says no more than that its time was somewhere within the call', async () => {
  const times = [noon, noon + 8_000]
  expect(await leads('Sun, 22 Nov 2026 12:00:05 GMT', () => times.shift() ?? 0)).toEqual([0])
})

test('a reply without a date, or with none that is one, tells nothing', async () => {
  expect(await leads()).toEqual([])
  expect(await leads('soon')).toEqual([])
})

test('whoever does not ask is not told, and our clock is not looked at', async () => {
  const now = () => {
    throw new Error('looked at')
  }
  const reply = await tellClock(now)(replying('Sun, 22 Nov 2026 12:00:00 GMT'))(get, openCall())
  expect(reply.status).toBe(503)
})
