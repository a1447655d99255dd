import { storeDown } from '../../../src/observability/alert-conditions.ts'
import { breaker } from './events.ts'
import { openAlerts } from './open-alerts.ts'

const refuse = () => Promise.reject(new Error('the webhook replied HTTP 503'))

test('a message that cannot be sent is repeated, and keeps its place before later ones', async () => {
  const { alerts, pass, take, webhook, problems } = openAlerts()
  webhook.answer = refuse
  alerts.raise('STORE_DOWN', storeDown)
  await pass(500)
  alerts.resolve('STORE_DOWN')
  await pass(0)
  expect([take(), webhook.attempts]).toEqual([[], 1])
  webhook.answer = () => Promise.resolve()
  await pass(500)
  expect(take()).toEqual(['FIRING STORE_DOWN', 'RESOLVED STORE_DOWN'])
  expect(problems).toEqual([])
})

test('after five attempts a message is left and said to be; later ones go out', async () => {
  const { alerts, pass, take, webhook, problems } = openAlerts()
  webhook.answer = refuse
  alerts.raise('STORE_DOWN', storeDown)
  await pass(86_000)
  expect(webhook.attempts).toBe(5)
  expect(problems).toEqual(['an alert could not be sent'])
  webhook.answer = () => Promise.resolve()
  alerts.resolve('STORE_DOWN')
  await pass(0)
  expect(take()).toEqual(['RESOLVED STORE_DOWN'])
})

test('a webhook that never answers holds up nothing but the messages, of which at most 200 wait', async () => {
  const { alerts, pass, webhook, problems } = openAlerts()
  webhook.answer = () => new Promise(() => undefined)
  for (let number = 0; number < 202; number++) alerts.raise(`STORE_DOWN:${number}`, storeDown)
  alerts.listen(breaker('OPEN'))
  await pass(60_000)
  expect(webhook.attempts).toBe(1)
  expect(problems).toEqual(['an alert was left out: too many wait', 'an alert was left out: too many wait'])
})

test('closed between two attempts, it does not try again', async () => {
  const { alerts, pass, webhook, timers } = openAlerts()
  webhook.answer = refuse
  alerts.raise('STORE_DOWN', storeDown)
  await pass(0)
  alerts.close()
  await pass(600_000)
  expect([webhook.attempts, timers()]).toEqual([1, 0])
})
