import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { defaultPatience } from '../../../../src/datasources/transport/patience.ts'
import { createTransport, guardCalls } from '../../../../src/datasources/transport/stack.ts'
import { get, openCall, read, upstream } from './calls.ts'

const quota = { calls: 5, perMs: 500 }
const limits = { maxConcurrent: 2, quotas: { general: quota } }
const context = { upstream, listener: () => undefined, now: Date.now, patience: defaultPatience }

/** The most calls that came within any window of so many ms. */
function mostWithin(windowMs: number, times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length))
}

/** The first two take their time, and all others stand behind them meanwhile. */
const slowAtFirst = (count: number) => delay(count <= 2 ? 1_200 : 0)

test('over HTTP, calls that stood behind slow ones do not exceed the quota when these are answered', async () => {
  const times: number[] = []
  const server = createServer((_request, response) => {
    const count = times.push(performance.now())
    void slowAtFirst(count).then(() => response.setHeader('content-type', 'application/json').end('{}'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const baseUrl = `http://127.0.0.1:${port}`
  const transport = createTransport(context, { ...limits, baseUrl, credentials: [], failures: [] })
  await Promise.all(Array.from({ length: 12 }, () => transport.call(get, openCall())))
  await transport.close()
  server.close()
  expect(times).toHaveLength(12)
  // They are counted where they go out; a busy machine may take in two with less between them.
  expect(mostWithin(0.7 * quota.perMs, times)).toBeLessThanOrEqual(quota.calls)
})

test('nor do they over any other protocol', async () => {
  const times: number[] = []
  const call = guardCalls(context, limits, () => slowAtFirst(times.push(performance.now())))
  await Promise.all(Array.from({ length: 12 }, () => call(read, openCall())))
  expect(times).toHaveLength(12)
  expect(mostWithin(quota.perMs, times)).toBeLessThanOrEqual(quota.calls)
})
