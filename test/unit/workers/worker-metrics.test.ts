import { createMetrics } from '../../../src/observability/metrics.ts'
import { createWorkerMetrics } from '../../../src/workers/worker-metrics.ts'

test('each worker’s figures are there, none added up, and how many workers there are', async () => {
  const workers = [createMetrics({ systems: ['CRM'] }), createMetrics({ systems: ['CRM'] })]
  workers[0]?.storeUp(true)
  workers[1]?.storeUp(false)
  for (const durationMs of [4, 4, 4]) workers[1]?.request({ status: 200, durationMs, errors: [] })
  const metrics = createWorkerMetrics(3, {
    counts: () => ({ listening: 2, replaced: 4 }),
    readMetrics: async () =>
      new Map(
        await Promise.all(workers.map(async (one, index) => [index + 1, await one.families()] as const)),
      ),
  })
  const text = await metrics.text()
  const lines = text.split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      'headwater_workers 3',
      'headwater_workers_listening 2',
      'headwater_workers_replaced_total 4',
      'headwater_store_up{worker="1"} 1',
      'headwater_store_up{worker="2"} 0',
      'headwater_requests_total{status="2xx",worker="1"} 0',
      'headwater_requests_total{status="2xx",worker="2"} 3',
      'headwater_request_duration_seconds_bucket{le="0.005",worker="2"} 3',
      'headwater_request_duration_seconds_count{worker="2"} 3',
    ]),
  )
  // What Node says of its process, too, whatever else would be made of it in a sum.
  expect(text).toMatch(/^process_start_time_seconds\{worker="1"\} \d/m)
  expect(text.match(/^# TYPE headwater_store_up /gm)).toHaveLength(1)
  for (const one of workers) one.close()
})
