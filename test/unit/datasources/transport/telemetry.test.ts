import type { CallEvent, UpstreamEvent } from '../../../../src/observability/upstream-event.ts'
import { reportCalls } from '../../../../src/datasources/transport/telemetry.ts'
import { retryFailures } from '../../../../src/datasources/transport/retry.ts'
import type {
  UpstreamRequest,
  UpstreamResponse,
} from '../../../../src/datasources/transport/upstream-request.ts'
import { codeOf, failing, get, openCall, upstream } from './calls.ts'

async function told(
  reply: () => Promise<UpstreamResponse>,
  given: Parameters<typeof openCall>[0] = {},
  request: UpstreamRequest = get,
) {
  const events: UpstreamEvent[] = []
  const own: CallEvent[] = []
  const report = reportCalls(upstream, 'x-request-id', (event) => events.push(event))
  const call = openCall({ ...given, onCall: (event) => own.push(event) })
  const end = await codeOf(report(reply)(request, call))
  // The request's own listener hears the same.
  expect(own).toEqual(events)
  return { end, events }
}

const ok = async (): Promise<UpstreamResponse> => ({
  status: 201,
  headers: { 'x-request-id': 'abc-1' },
  body: '',
  data: null,
})

test('an answered attempt is one event: OK, its status, time and the vendor’s id', async () => {
  const { end, events } = await told(ok)
  expect(end).toBe('OK')
  expect(events).toEqual([
    {
      ...upstream,
      type: 'CALL',
      operation: 'readContacts',
      requestId: 'request-1',
      outcome: 'OK',
      status: 201,
      upstreamRequestId: 'abc-1',
      startedAt: expect.any(Number),
      durationMs: expect.any(Number),
    },
  ])
})

test('a failed attempt is one event with its code, status and the vendor’s id', async () => {
  const { events } = await told(failing('FORBIDDEN', { status: 403, upstreamRequestId: 'abc-2' }))
  expect(events).toMatchObject([{ outcome: 'UPSTREAM_AUTH', status: 403, upstreamRequestId: 'abc-2' }])
})

test.each([
  ['is sent again with new ones is EXPIRED', { ...get, mayRenew: () => true }, 'EXPIRED'],
  ['is not sent again is refused', { ...get, mayRenew: () => false }, 'UPSTREAM_AUTH'],
  ['has nothing to renew is refused', get, 'UPSTREAM_AUTH'],
])('an attempt with credentials that ran out, which %s', async (_name, request, outcome) => {
  const { events } = await told(failing('EXPIRED', { status: 401 }), {}, request)
  expect(events).toMatchObject([{ outcome, status: 401 }])
})

test('an attempt whose request ended is ABORTED', async () => {
  const signal = AbortSignal.abort()
  const { events } = await told(() => Promise.reject(new DOMException('left', 'AbortError')), { signal })
  expect(events).toMatchObject([{ outcome: 'ABORTED', status: null }])
})

test('a fault of ours is INTERNAL', async () => {
  const { events } = await told(() => Promise.reject(new TypeError('x')))
  expect(events).toMatchObject([{ outcome: 'INTERNAL', status: null }])
})

test('what could be no id is not told as one', async () => {
  const odd = async () => ({ ...(await ok()), headers: { 'x-request-id': 'a b<script>' } })
  const { events } = await told(odd)
  expect(events[0]).not.toHaveProperty('upstreamRequestId')
})

test('each attempt of a repeated call has its event', async () => {
  const outcomes: string[] = []
  const report = reportCalls(upstream, 'x-request-id', (event) => {
    if (event.type === 'CALL') outcomes.push(event.outcome)
  })
  let attempts = 0
  const flaky = async () => (++attempts === 1 ? failing('UNAVAILABLE')() : ok())
  await retryFailures({ tell: () => undefined, random: () => 0 })(report(flaky))(get, openCall())
  expect(outcomes).toEqual(['UPSTREAM_UNAVAILABLE', 'OK'])
})
