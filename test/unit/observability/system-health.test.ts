import { createSystemHealth } from '../../../src/observability/system-health.ts'
import type { UpstreamEvent } from '../../../src/observability/upstream-event.ts'
import { atCrm, breaker, call, drift, signIn } from './events.ts'

function open() {
  const clock = { now: 1_000_000 }
  const changes: string[] = []
  const health = createSystemHealth({
    systems: ['CRM', 'ERP'],
    now: () => clock.now,
    onChange: (system, status) => changes.push(`${system} ${status}`),
  })
  const tell = (...events: UpstreamEvent[]) => {
    for (const event of events) health.listen(event)
  }
  return { clock, changes, tell, health, status: () => health.of('CRM').status }
}
const times = (count: number, event: UpstreamEvent) => Array.from({ length: count }, () => event)

describe('status', () => {
  test('is UNKNOWN until a call shows something, and each system has its own', () => {
    const { tell, status, health } = open()
    tell(call('ABORTED'))
    expect(status()).toBe('UNKNOWN')
    tell(call('OK'))
    expect(status()).toBe('UP')
    expect(health.of('ERP').status).toBe('UNKNOWN')
  })

  test('is DOWN while the breaker is not closed', () => {
    const { tell, status } = open()
    tell(call('OK'), breaker('OPEN'))
    expect(status()).toBe('DOWN')
    tell(breaker('HALF_OPEN'))
    expect(status()).toBe('DOWN')
    tell(breaker('CLOSED'))
    expect(status()).toBe('UP')
  })

  test('is DOWN until the breakers of all connections are closed', () => {
    const { tell, status } = open()
    tell(call('OK'), breaker('OPEN', 'stock'), breaker('OPEN', 'orders'), breaker('CLOSED', 'orders'))
    expect(status()).toBe('DOWN')
    tell(breaker('CLOSED', 'stock'))
    expect(status()).toBe('UP')
  })

  test.each(['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'UPSTREAM_AUTH'])(
    'is DOWN after three calls in a row that ended %s, whatever callers gave up between, until one gets through',
    (outcome) => {
      const { tell, status } = open()
      tell(...times(40, call('OK')), call(outcome), call(outcome), call('ABORTED'))
      expect(status()).toBe('UP')
      tell(call(outcome))
      expect(status()).toBe('DOWN')
      tell(call('NOT_FOUND'))
      expect(status()).toBe('UP')
    },
  )

  test('is DEGRADED from a fifth of the last 50 calls failed on; older calls no longer count', () => {
    const { tell, status } = open()
    tell(...times(41, call('OK')), ...times(9, call('UPSTREAM_BAD_RESPONSE')))
    expect(status()).toBe('UP')
    tell(call('RATE_LIMITED'))
    expect(status()).toBe('DEGRADED')
    tell(...times(41, call('OK')))
    expect(status()).toBe('UP')
  })

  test.each(['BAD_USER_INPUT', 'NOT_FOUND', 'CONFLICT', 'ABORTED', 'EXPIRED'])(
    'is not harmed by %s',
    (outcome) => {
      const { tell, status, health } = open()
      tell(call('OK'), ...times(20, call(outcome)))
      expect(status()).toBe('UP')
      expect(health.of('CRM').lastError).toBeNull()
    },
  )

  test('is DEGRADED when a renewal fails, DOWN from the end of the last token on, UP when it is renewed', () => {
    const { clock, tell, status, health } = open()
    const end = clock.now + 60_000
    tell(call('OK'), signIn('OK', end), signIn('FAILED', end))
    expect(status()).toBe('DEGRADED')
    expect(health.of('CRM').credentialExpiresAt).toBe(end)
    clock.now = end + 5_000
    expect(health.of('CRM')).toMatchObject({ status: 'DOWN', since: end })
    tell(signIn('OK', end + 3_600_000))
    expect(health.of('CRM')).toMatchObject({ status: 'UP', credentialExpiresAt: end + 3_600_000 })
  })

  test('is DOWN when the first sign-in fails, before any call', () => {
    const { tell, status } = open()
    tell(signIn('FAILED', null))
    expect(status()).toBe('DOWN')
  })

  test('is DEGRADED while it is paused for its quota and for an hour after drift', () => {
    const { clock, tell, health, status } = open()
    tell(call('OK'), atCrm({ type: 'QUOTA_EXCEEDED', quota: 'general', pauseMs: 30_000 }))
    expect(status()).toBe('DEGRADED')
    expect(health.of('CRM').rateLimit.pausedUntil).toBe(1_030_000)
    clock.now += 30_000
    expect(status()).toBe('UP')
    expect(health.of('CRM').rateLimit.pausedUntil).toBeNull()
    tell(drift('mail'))
    clock.now += 3_599_999
    expect(status()).toBe('DEGRADED')
    clock.now += 1
    expect(status()).toBe('UP')
  })
})

describe('since', () => {
  test('is when the status changed, also where time alone changed it long before anyone looked', () => {
    const { clock, tell, health, changes } = open()
    clock.now += 500
    tell(call('OK'), atCrm({ type: 'QUOTA_EXCEEDED', quota: 'general', pauseMs: 30_000 }))
    expect(health.of('CRM').since).toBe(1_000_500)
    clock.now += 100_000
    expect(health.of('CRM')).toMatchObject({ status: 'UP', since: 1_030_500 })
    clock.now += 100_000
    tell(call('OK'))
    expect(health.of('CRM').since).toBe(1_030_500)
    expect(changes).toEqual(['CRM UP', 'CRM DEGRADED', 'CRM UP'])
  })
})

describe('figures', () => {
  test('the last error has code, operation, time and the id at the vendor', () => {
    const { clock, tell, health } = open()
    tell({ ...call('UPSTREAM_TIMEOUT'), upstreamRequestId: 'v-1' } as UpstreamEvent, call('OK'))
    expect(health.of('CRM').lastError).toEqual({
      code: 'UPSTREAM_TIMEOUT',
      operation: 'contacts.read',
      at: clock.now,
      status: null,
      upstreamRequestId: 'v-1',
    })
  })

  test('a sign-in that fails is the last error, with its status', () => {
    const { clock, tell, health } = open()
    tell(call('OK'), signIn('FAILED', null))
    expect(health.of('CRM').lastError).toEqual({
      code: 'UPSTREAM_AUTH',
      operation: 'sign-in',
      at: clock.now,
      status: 401,
      upstreamRequestId: 'v-9',
    })
  })

  test('waits and refusals for the quota are counted apart', () => {
    const { tell, health } = open()
    const limit = { type: 'RATE_LIMIT', operation: 'contacts.read', waitMs: 5 } as const
    tell(atCrm({ ...limit, outcome: 'WAITED' }), atCrm({ ...limit, outcome: 'WAITED' }))
    tell(atCrm({ ...limit, outcome: 'REFUSED' }))
    expect(health.of('CRM').rateLimit).toEqual({ waits: 2, refused: 1, pausedUntil: null })
  })

  test('latency is of the last 200 calls, by nearest rank', () => {
    const { tell, health } = open()
    expect(health.of('CRM').latency).toEqual({ p50Ms: null, p95Ms: null, calls: 0 })
    tell(call('OK', 7))
    expect(health.of('CRM').latency).toEqual({ p50Ms: 7, p95Ms: 7, calls: 1 })
    tell(...times(50, call('OK', 99_999)))
    for (let ms = 200; ms > 0; ms--) tell(call('OK', ms))
    expect(health.of('CRM').latency).toEqual({ p50Ms: 100, p95Ms: 190, calls: 200 })
  })

  test('drifts are listed once each with their first sight, and at most 100', () => {
    const { clock, tell, health } = open()
    tell(drift('mail'))
    clock.now += 5
    tell(drift('mail'))
    const first = { entity: 'Customer', field: 'email', path: 'mail', problem: 'MISSING' }
    expect(health.of('CRM').drifts).toEqual([{ ...first, firstSeenAt: 1_000_000 }])
    for (let number = 0; number < 150; number++) tell(drift(`path${number}`))
    expect(health.of('CRM').drifts).toHaveLength(100)
  })

  test('events of a system that is not configured are not kept', () => {
    const { tell, health } = open()
    tell({ ...call('OK'), system: 'CRS' })
    expect(health.of('CRS')).toMatchObject({ status: 'UNKNOWN', latency: { calls: 0 } })
  })
})
