import type { UpstreamEvent } from '../../../src/observability/upstream-event.ts'
import { createDriftReport } from '../../../src/datasources/report-drift.ts'
import { Drift } from '../../../src/datasources/source-record.ts'

const upstream = { system: 'ERP', vendor: 'Test' }

test('drift is told on first sight, then once in ten minutes, each field and problem for itself', () => {
  let nowMs = 0
  const told: UpstreamEvent[] = []
  const report = createDriftReport({ upstream, listener: (event) => void told.push(event), now: () => nowMs })
  const missing = [['balanceDue', new Drift('amountDue', 'MISSING')]] as const
  const changed = [['balanceDue', new Drift('amountDue', 'TYPE')]] as const

  report('Customer', missing)
  report('Customer', missing)
  expect(told).toEqual([
    {
      type: 'DRIFT',
      ...upstream,
      entity: 'Customer',
      field: 'balanceDue',
      path: 'amountDue',
      problem: 'MISSING',
    },
  ])
  report('Customer', changed)
  expect(told).toHaveLength(2)

  nowMs = 10 * 60_000 - 1
  report('Customer', missing)
  expect(told).toHaveLength(2)
  nowMs += 1
  report('Customer', missing)
  expect(told).toHaveLength(3)
})
