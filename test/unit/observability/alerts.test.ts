import { storeDown } from '../../../src/observability/alert-conditions.ts'
import { breaker, call, drift, signIn } from './events.ts'
import { openAlerts } from './open-alerts.ts'

const minute = 60_000
const hour = 60 * minute

describe('a breaker that is not closed', () => {
  test('is told after 60 s, once, whatever it tries meanwhile, and told over when it closes', async () => {
    const { alerts, pass, take } = openAlerts()
    alerts.listen(breaker('OPEN'))
    await pass(30_000)
    alerts.listen(breaker('HALF_OPEN'))
    alerts.listen(breaker('OPEN'))
    await pass(29_999)
    expect(take()).toEqual([])
    await pass(1)
    expect(take()).toEqual(['FIRING SYSTEM_DOWN:CRM'])
    alerts.listen(breaker('HALF_OPEN'))
    await pass(5 * minute)
    expect(take()).toEqual([])
    alerts.listen(breaker('CLOSED'))
    await pass(0)
    expect(take()).toEqual(['RESOLVED SYSTEM_DOWN:CRM'])
  })

  test('is over only when those of all connections are closed', async () => {
    const { alerts, pass, take } = openAlerts()
    for (const connection of ['stock', 'orders']) alerts.listen(breaker('OPEN', connection))
    await pass(minute)
    expect(take()).toEqual(['FIRING SYSTEM_DOWN:CRM'])
    alerts.listen(breaker('CLOSED', 'orders'))
    await pass(0)
    expect(take()).toEqual([])
    alerts.listen(breaker('CLOSED', 'stock'))
    await pass(0)
    expect(take()).toEqual(['RESOLVED SYSTEM_DOWN:CRM'])
  })

  test('is not told when it closes before', async () => {
    const { alerts, pass, take, timers } = openAlerts()
    alerts.listen(breaker('OPEN'))
    await pass(59_000)
    alerts.listen(breaker('CLOSED'))
    await pass(hour)
    expect(take()).toEqual([])
    expect(timers()).toBe(0)
  })
})

describe('credentials', () => {
  test('a sign-in that fails with nothing left is told once, and over when one succeeds', async () => {
    const { alerts, pass, take, now } = openAlerts()
    alerts.listen(signIn('FAILED', null))
    alerts.listen(signIn('FAILED', null))
    await pass(0)
    expect(take()).toEqual(['FIRING CREDENTIAL_REFUSED:CRM'])
    alerts.listen(signIn('OK', now() + hour))
    await pass(0)
    expect(take()).toEqual(['RESOLVED CREDENTIAL_REFUSED:CRM'])
  })

  test('a renewal that fails is told 10 min before the token ends, refused after its end', async () => {
    const { alerts, pass, take, now } = openAlerts()
    const end = now() + 20 * minute
    alerts.listen(signIn('FAILED', end))
    await pass(5 * minute)
    alerts.listen(signIn('FAILED', end))
    await pass(5 * minute - 1)
    expect(take()).toEqual([])
    await pass(1)
    expect(take()).toEqual(['FIRING CREDENTIAL_EXPIRING:CRM'])
    await pass(10 * minute)
    alerts.listen(signIn('FAILED', end))
    await pass(0)
    expect(take()).toEqual(['FIRING CREDENTIAL_REFUSED:CRM'])
    alerts.listen(signIn('OK', now() + hour))
    await pass(0)
    expect(take()).toEqual(['RESOLVED CREDENTIAL_REFUSED:CRM', 'RESOLVED CREDENTIAL_EXPIRING:CRM'])
  })

  test('a renewal that succeeds in time is never told', async () => {
    const { alerts, pass, take, now } = openAlerts()
    alerts.listen(signIn('FAILED', now() + 20 * minute))
    alerts.listen(signIn('OK', now() + hour))
    await pass(hour)
    expect(take()).toEqual([])
  })

  test('a token without sign-in is told after three refusals in a row, not for one', async () => {
    const { alerts, pass, take } = openAlerts()
    for (const outcome of ['UPSTREAM_AUTH', 'UPSTREAM_AUTH', 'OK', 'UPSTREAM_AUTH', 'UPSTREAM_AUTH'])
      alerts.listen(call(outcome))
    await pass(0)
    expect(take()).toEqual([])
    alerts.listen(call('UPSTREAM_AUTH'))
    alerts.listen(call('UPSTREAM_AUTH'))
    await pass(0)
    expect(take()).toEqual(['FIRING CREDENTIAL_REFUSED:CRM:calls'])
    alerts.listen(call('OK'))
    await pass(0)
    expect(take()).toEqual(['RESOLVED CREDENTIAL_REFUSED:CRM:calls'])
  })
})

test('drift is told per path and field, and over when it was not seen for 24 h', async () => {
  const { alerts, pass, take } = openAlerts()
  const sight = async () => {
    alerts.listen(drift('properties.mail'))
    await pass(0)
    return take()
  }
  expect(await sight()).toEqual(['FIRING SCHEMA_DRIFT:CRM.properties.mail:Customer.email'])
  await pass(23 * hour)
  take()
  expect(await sight()).toEqual([])
  await pass(24 * hour - 1)
  expect(take().filter((line) => line.startsWith('RESOLVED'))).toEqual([])
  await pass(1)
  expect(take()).toEqual(['RESOLVED SCHEMA_DRIFT:CRM.properties.mail:Customer.email'])
  expect(await sight()).toEqual(['FIRING SCHEMA_DRIFT:CRM.properties.mail:Customer.email'])
})

describe('messages', () => {
  test('say what, where, what to do and whom to call, in the shape that chat webhooks take', async () => {
    const { alerts, pass, posted } = openAlerts()
    alerts.listen(breaker('OPEN'))
    await pass(minute)
    const message =
      'CRM (Vendor v1) has been failing for 60 s: its circuit breaker is not closed. What it owns is answered with ' +
      'null and an error until it is back; the gateway keeps trying by itself. Check that the system runs and can be ' +
      'reached from the gateway; `query { systems }` has its last error. ' +
      'Owner: Sales operations, sales-ops@hotel.example.'
    expect(posted).toEqual([
      {
        text: `[FIRING] SYSTEM_DOWN CRM: ${message}`,
        alert: {
          key: 'SYSTEM_DOWN:CRM',
          condition: 'SYSTEM_DOWN',
          system: 'CRM',
          status: 'FIRING',
          since: '2026-11-23T08:01:00.000Z',
          message,
        },
      },
    ])
    await pass(12 * minute)
    alerts.listen(breaker('CLOSED'))
    await pass(0)
    expect(posted[1]?.alert.message).toMatch(/^Over after 12 min: CRM \(Vendor v1\) has been failing/)
    expect(posted[1]?.alert.since).toBe('2026-11-23T08:01:00.000Z')
  })

  test('of drift name the path and the canonical field', async () => {
    const { alerts, pass, posted } = openAlerts()
    alerts.listen(drift('properties.mail'))
    await pass(0)
    expect(posted[0]?.text).toContain('CRM.properties.mail → Customer.email: the path is missing')
  })
})

test('conditions of others are raised and resolved by key; reminded every 4 h, and no longer when over', async () => {
  const { alerts, pass, posted, take, timers } = openAlerts()
  alerts.raise('STORE_DOWN', storeDown)
  alerts.raise('STORE_DOWN', storeDown)
  await pass(4 * hour - 1)
  expect(take()).toEqual(['FIRING STORE_DOWN'])
  await pass(1)
  expect(posted[0]?.alert.message).toMatch(/^Still, after 4 h: The gateway's own store/)
  await pass(4 * hour)
  expect(take()).toEqual(['FIRING STORE_DOWN', 'FIRING STORE_DOWN'])
  alerts.resolve('STORE_DOWN')
  alerts.resolve('STORE_DOWN')
  await pass(24 * hour)
  expect(take()).toEqual(['RESOLVED STORE_DOWN'])
  expect(timers()).toBe(0)
})

test('closed, nothing is told and nothing is scheduled', async () => {
  const { alerts, pass, take, timers } = openAlerts()
  alerts.raise('STORE_DOWN', storeDown)
  alerts.listen(drift('properties.mail'))
  alerts.listen(breaker('OPEN'))
  await pass(0)
  take()
  alerts.close()
  expect(timers()).toBe(0)
  await pass(48 * hour)
  expect(take()).toEqual([])
})
