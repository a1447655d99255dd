import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Datasource } from '../../src/datasources/datasource.ts'
import { hubspot } from '../../src/datasources/hubspot/hubspot.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { reportFigure } from '../support/report-figure.ts'

// G023: with a quota of 10 calls a second declared, 200 reads at once meet at most 5 % refusals (429) at the vendor, and
// each is answered or refused with RATE_LIMITED and retryAfter. The figure is 200 reads; 50 unless HEADWATER_FULL=1.
const reads = process.env.HEADWATER_FULL === '1' ? 200 : 50
const budgetMs = process.env.HEADWATER_FULL === '1' ? 10_000 : 2_500

let server: Server
let datasource: Datasource
let refused = 0
let answered = 0

beforeAll(async () => {
  const taken: number[] = []
  server = createServer((request, response) => {
    const now = performance.now()
    while (taken.length > 0 && now - taken[0]! >= 1_000) taken.shift()
    const isOver = taken.length >= 10
    if (isOver) refused += 1
    else {
      answered += 1
      taken.push(now)
    }
    request.resume().on('end', () => {
      response.writeHead(isOver ? 429 : 200, { 'content-type': 'application/json', 'retry-after': '1' })
      response.end(isOver ? '{"status":"error","errorType":"RATE_LIMIT"}' : '{"results":[]}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  datasource = hubspot({
    token: new Secret('invented', 'test'),
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    quota: { calls: 10, perMs: 1_000 },
  }).open({
    system: 'CRM',
    now: Date.now,
    onEvent: () => undefined,
    warn: () => undefined,
    embeddedDatabase: null,
  })
})
afterAll(async () => {
  await datasource.close()
  await new Promise((resolve) => server.close(resolve))
})

test('few calls are refused there, and all reads are answered or say when to come back', async () => {
  const call = () => ({
    signal: AbortSignal.timeout(budgetMs),
    deadlineAt: performance.now() + budgetMs,
    requestId: 'G023',
  })
  // The first call opens the connection and warms both sides, which are in this one process; it is none of the reads.
  await datasource.records.get('Customer')!.byId!.load(['1'], call())
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  answered = 0
  const outcomes = await Promise.allSettled(
    Array.from({ length: reads }, (_, index) =>
      datasource.records.get('Customer')!.byId!.load([String(index + 1)], call()),
    ),
  )
  const failures = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  )
  for (const error of failures) {
    expect(error).toBeInstanceOf(GatewayError)
    expect(error).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: expect.any(Number) } })
  }
  reportFigure(
    `G023: ${reads} reads, ${answered} answered, ${refused} refused there, ${failures.length} told to wait`,
  )
  expect(outcomes.length - failures.length).toBe(answered)
  // Most of what the quota allows in the time that the callers had.
  expect(answered).toBeGreaterThanOrEqual(Math.min(reads, (budgetMs / 1_000) * 10 * 0.6))
  expect(refused).toBeLessThanOrEqual(reads * 0.05)
})
