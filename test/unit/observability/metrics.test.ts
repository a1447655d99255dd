import { createMetrics, type Metrics } from '../../../src/observability/metrics.ts'
import type { UpstreamEvent } from '../../../src/observability/upstream-event.ts'

const crm = { system: 'CRM', vendor: 'Invented CRM' }
const opened: Metrics[] = []
afterAll(() => opened.forEach((metrics) => metrics.close()))

function create(systems = ['CRM', 'ERP']) {
  const metrics = createMetrics({ systems })
  opened.push(metrics)
  return { metrics, tell: (event: UpstreamEvent) => metrics.listen(event), value: readFrom(metrics) }
}

/** Reads one series as Prometheus would; undefined when it is not there. */
function readFrom(metrics: Metrics) {
  return async (series: string): Promise<number | undefined> => {
    const line = (await metrics.text()).split('\n').find((one) => one.startsWith(`${series} `))
    return line === undefined ? undefined : Number(line.slice(series.length + 1))
  }
}

const call = (outcome: string, durationMs = 30): UpstreamEvent => ({
  ...crm,
  type: 'CALL',
  operation: 'batchRead',
  requestId: 'request-77',
  outcome,
  status: 200,
  upstreamRequestId: 'vendor-88',
  startedAt: 0,
  durationMs,
})

test('counts attempts by system, operation and outcome, and their time in seconds', async () => {
  const { tell, value } = create()
  tell(call('OK'))
  tell(call('OK', 600))
  tell(call('UPSTREAM_TIMEOUT', 2_000))

  const labels = 'system="CRM",operation="batchRead"'
  expect(await value(`headwater_upstream_calls_total{${labels},outcome="OK"}`)).toBe(2)
  expect(await value(`headwater_upstream_calls_total{${labels},outcome="UPSTREAM_TIMEOUT"}`)).toBe(1)
  const bucket = (le: string) => `headwater_upstream_call_duration_seconds_bucket{le="${le}",system="CRM"}`
  expect(await value(bucket('0.05'))).toBe(1)
  expect(await value(bucket('1'))).toBe(2)
  expect(await value('headwater_upstream_call_duration_seconds_sum{system="CRM"}')).toBeCloseTo(2.63)
})

test('shows the state of the circuit breaker as 0, 1, 2', async () => {
  const { tell, value } = create()
  const state = () => value('headwater_breaker_state{system="CRM"}')
  expect(await state()).toBe(0)
  tell({ ...crm, type: 'BREAKER', connection: '1', state: 'OPEN' })
  expect(await state()).toBe(2)
  tell({ ...crm, type: 'BREAKER', connection: '1', state: 'HALF_OPEN' })
  expect(await state()).toBe(1)
  tell({ ...crm, type: 'BREAKER', connection: '1', state: 'CLOSED' })
  expect(await state()).toBe(0)
  expect(await value('headwater_breaker_state{system="ERP"}')).toBe(0)
})

test('of several connections of a system shows the breaker that is worst', async () => {
  const { tell, value } = create()
  const state = () => value('headwater_breaker_state{system="CRM"}')
  tell({ ...crm, type: 'BREAKER', connection: '1', state: 'OPEN' })
  tell({ ...crm, type: 'BREAKER', connection: '2', state: 'OPEN' })
  tell({ ...crm, type: 'BREAKER', connection: '2', state: 'CLOSED' })
  expect(await state()).toBe(2)
  tell({ ...crm, type: 'BREAKER', connection: '1', state: 'CLOSED' })
  expect(await state()).toBe(0)
})

test('counts repetitions, sign-ins, refusals for the rate limit, and drift by field', async () => {
  const { tell, value } = create()
  tell({ ...crm, type: 'RETRY', operation: 'batchRead', requestId: 'r', code: 'UPSTREAM_UNAVAILABLE' })
  tell({
    ...crm,
    type: 'SIGN_IN',
    outcome: 'FAILED',
    expiresAt: null,
    failure: 'AUTH',
    code: 'UPSTREAM_AUTH',
    status: 401,
  })
  tell({ ...crm, type: 'QUOTA_EXCEEDED', quota: 'general', pauseMs: 1_000 })
  tell({ ...crm, type: 'DRIFT', entity: 'Customer', field: 'tier', path: 'card.tier', problem: 'MISSING' })

  expect(await value('headwater_upstream_retries_total{system="CRM",code="UPSTREAM_UNAVAILABLE"}')).toBe(1)
  expect(await value('headwater_sign_ins_total{system="CRM",outcome="FAILED"}')).toBe(1)
  expect(await value('headwater_quota_exceeded_total{system="CRM"}')).toBe(1)
  expect(await value('headwater_schema_drift_total{system="CRM",field="Customer.tier"}')).toBe(1)
})

test('a call that is refused for the rate limit adds nothing to the time waited', async () => {
  const { tell, value } = create()
  tell({ ...crm, type: 'RATE_LIMIT', operation: 'search', outcome: 'WAITED', waitMs: 250 })
  tell({ ...crm, type: 'RATE_LIMIT', operation: 'search', outcome: 'REFUSED', waitMs: 9_000 })

  expect(await value('headwater_rate_limit_waits_total{system="CRM",outcome="WAITED"}')).toBe(1)
  expect(await value('headwater_rate_limit_waits_total{system="CRM",outcome="REFUSED"}')).toBe(1)
  expect(await value('headwater_rate_limit_wait_seconds_total{system="CRM"}')).toBe(0.25)
})

test('says when the credentials in use end, and nothing where they have no known end', async () => {
  const { tell, value } = create()
  const end = () => value('headwater_credential_expires_timestamp_seconds{system="CRM"}')
  expect(await end()).toBeUndefined()
  tell({ ...crm, type: 'SIGN_IN', outcome: 'OK', expiresAt: 1_800_000_000_000 })
  expect(await end()).toBe(1_800_000_000)
  tell({
    ...crm,
    type: 'SIGN_IN',
    outcome: 'FAILED',
    expiresAt: null,
    failure: 'AUTH',
    code: 'UPSTREAM_AUTH',
    status: 401,
  })
  expect(await end()).toBeUndefined()
})

test('counts requests by class of status, and each error of a reply by code and system', async () => {
  const { metrics, value } = create()
  metrics.request({ status: 200, durationMs: 40, errors: ['UPSTREAM_TIMEOUT CRM', 'NOT_FOUND'] })
  metrics.request({ status: 499, durationMs: 4_000, errors: [] })

  expect(await value('headwater_requests_total{status="2xx"}')).toBe(1)
  expect(await value('headwater_requests_total{status="4xx"}')).toBe(1)
  expect(await value('headwater_errors_total{code="UPSTREAM_TIMEOUT",system="CRM"}')).toBe(1)
  expect(await value('headwater_errors_total{code="NOT_FOUND",system=""}')).toBe(1)
  expect(await value('headwater_request_duration_seconds_bucket{le="0.05"}')).toBe(1)
  expect(await value('headwater_request_duration_seconds_count')).toBe(2)
})

test('counts uses of deprecated fields, and shows whether the store answers', async () => {
  const { metrics, value } = create()
  metrics.deprecatedField('Customer.oldTier')
  metrics.storeUp(true)
  expect(await value('headwater_deprecated_field_uses_total{field="Customer.oldTier"}')).toBe(1)
  expect(await value('headwater_store_up')).toBe(1)
  metrics.storeUp(false)
  expect(await value('headwater_store_up')).toBe(0)
})

test('has series of every system at 0 before anything happened', async () => {
  const { value } = create(['CRM', 'ERP'])
  for (const system of ['CRM', 'ERP']) {
    for (const series of [
      `headwater_breaker_state{system="${system}"}`,
      `headwater_sign_ins_total{system="${system}",outcome="FAILED"}`,
      `headwater_rate_limit_waits_total{system="${system}",outcome="REFUSED"}`,
      `headwater_quota_exceeded_total{system="${system}"}`,
      `headwater_upstream_call_duration_seconds_count{system="${system}"}`,
      `headwater_errors_total{code="UPSTREAM_AUTH",system="${system}"}`,
      `headwater_upstream_retries_total{system="${system}",code="UPSTREAM_UNAVAILABLE"}`,
    ])
      expect([series, await value(series)]).toEqual([series, 0])
  }
})

test('labels carry no ids: neither those of requests nor those of vendors', async () => {
  const { metrics, tell } = create()
  tell(call('OK'))
  expect(await metrics.text()).not.toMatch(/request-77|vendor-88/)
})

test('two gateways in one process count for themselves, and close twice as well as once', async () => {
  const [first, second] = [create(), create()]
  first.tell({ ...crm, type: 'QUOTA_EXCEEDED', quota: 'general', pauseMs: 1 })
  expect(await second.value('headwater_quota_exceeded_total{system="CRM"}')).toBe(0)
  first.metrics.close()
  first.metrics.close()
  expect(await second.value('headwater_quota_exceeded_total{system="CRM"}')).toBe(0)
})

test('tells of the event loop and the process', async () => {
  const text = await create().metrics.text()
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m)
  expect(text).toMatch(/^process_resident_memory_bytes /m)
})
