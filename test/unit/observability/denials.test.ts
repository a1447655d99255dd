import { denialKinds, denialOf } from '../../../src/observability/denial-event.ts'
import { createLogger } from '../../../src/observability/logger.ts'
import { createMetrics } from '../../../src/observability/metrics.ts'
import { runInScope } from '../../../src/observability/request-scope.ts'

test('a denial names the request, the caller and what was refused, and nothing that was asked', () => {
  const lines: Record<string, unknown>[] = []
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) }
  const logger = createLogger({ level: 'info', destination })
  const scope = { requestId: 'r1', principal: 'guest', operation: 'Secret', errors: new Set<string>() }
  runInScope(scope, () => logger.denied(denialOf('field', 'Customer.creditLimit')))
  expect(lines).toEqual([
    {
      level: 30,
      time: expect.any(String),
      msg: 'denied',
      kind: 'field',
      requestId: 'r1',
      principal: 'guest',
      coordinate: 'Customer.creditLimit',
    },
  ])
})

test('they are counted by kind alone, each kind from 0 on', async () => {
  const metrics = createMetrics({ systems: [] })
  metrics.denied({ kind: 'price' })
  const text = await metrics.text()
  for (const kind of denialKinds)
    expect(text).toContain(`headwater_denials_total{kind="${kind}"} ${kind === 'price' ? 1 : 0}`)
  metrics.close()
})

test('without a Redis there is no series that would say it is down', async () => {
  const metrics = createMetrics({ systems: [] })
  expect(await metrics.text()).not.toMatch(/^headwater_redis_up/m)
  metrics.redisUp(false)
  expect(await metrics.text()).toMatch(/^headwater_redis_up 0$/m)
  metrics.redisUp(true)
  expect(await metrics.text()).toMatch(/^headwater_redis_up 1$/m)
  metrics.close()
})
