import { AggregatorRegistry, Counter, Gauge, Registry } from 'prom-client'
import type { MetricFamily } from '../observability/metric-family.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Supervisor } from './supervise-workers.ts'

/**
 * Every worker's figures on one page, each series with the label `worker`, as those of replicas have `instance`: what may be
 * added up (requests) and what may not (is the store up?) is for whoever asks, and no figure hides in a sum.
 */
export function createWorkerMetrics(
  count: number,
  supervisor: Pick<Supervisor, 'readMetrics' | 'counts'>,
): Pick<Metrics, 'text' | 'contentType'> {
  const registry = new Registry()
  const registers = [registry]
  const { contentType } = registry
  new Gauge({ name: 'headwater_workers', help: 'Workers that there are to be.', registers }).set(count)
  new Gauge({
    name: 'headwater_workers_listening',
    help: 'Workers that take requests.',
    registers,
    collect() {
      this.set(supervisor.counts().listening)
    },
  })
  new Counter({
    name: 'headwater_workers_replaced_total',
    help: 'Workers that died and were started anew.',
    registers,
    collect() {
      this.reset()
      this.inc(supervisor.counts().replaced)
    },
  })
  return {
    contentType,
    async text() {
      const own = await registry.getMetricsAsJSON()
      const workers = [...(await supervisor.readMetrics())].map(([worker, families]) =>
        families.map((family) => labelled(family, worker)),
      )
      return AggregatorRegistry.aggregate([own, ...workers]).metrics()
    },
  }
}

/** With the label no two are alike, so that nothing is added up, whatever the metric would have done. */
function labelled(family: MetricFamily, worker: number): MetricFamily {
  const values = family.values.map((value) => ({ ...value, labels: { ...value.labels, worker } }))
  return { ...family, values, aggregator: 'sum' }
}
