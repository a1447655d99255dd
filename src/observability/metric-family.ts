import type { MetricType } from 'prom-client'

/** One metric with all its series, as data. */
export interface MetricFamily {
  name: string
  help: string
  type: MetricType
  aggregator: string
  values: readonly {
    value: number
    labels: Partial<Record<string, string | number>>
    /** Where it is not the family's: of a histogram's buckets, sum and count. */
    metricName?: string
  }[]
}
