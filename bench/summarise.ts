import { limit } from './contenders.ts'
import type { Slice } from './run-rounds.ts'

export interface Summary {
  contender: string
  requests: number
  failures: number
  cpuPerRequest: number
  /** CPU a request against the limit's in the same round: the median, and from the least to the most. */
  ratio: number
  ratioRange: readonly [least: number, most: number]
  p50Ms: number
  p99Ms: number
  requestsPerSecond: number
  callsPerRequest: number
  rssBytes: number
}

/** One line a contender, in the order of the slices' first round. */
export function summarise(slices: readonly Slice[]): Summary[] {
  // Of a slice in which nothing was answered, nothing can be said.
  const answered = slices.filter(({ load }) => load.requests > 0)
  const isLimit = ({ contender }: Slice) => contender === limit || contender === `${limit}-cached`
  const limits = new Map(answered.filter(isLimit).map((slice) => [slice.round, slice]))
  return [...Map.groupBy(answered, ({ contender }) => contender)].map(([contender, own]) => {
    const ratios = own.flatMap((slice) => {
      const base = limits.get(slice.round)
      return base ? [cpuPerRequest(slice) / cpuPerRequest(base)] : []
    })
    const requests = sum(own.map(({ load }) => load.requests))
    return {
      contender,
      requests,
      failures: sum(own.map(({ load }) => load.failures)),
      cpuPerRequest: median(own.map(cpuPerRequest)),
      ratio: median(ratios),
      ratioRange: [Math.min(...ratios), Math.max(...ratios)],
      p50Ms: median(own.map(({ load }) => quantile(load.latenciesMs, 0.5))),
      p99Ms: median(own.map(({ load }) => quantile(load.latenciesMs, 0.99))),
      requestsPerSecond: median(own.map(({ load }) => (load.requests / load.elapsedMs) * 1_000)),
      callsPerRequest: sum(own.map(({ upstreamCalls }) => upstreamCalls)) / requests,
      rssBytes: Math.max(...own.map(({ rssBytes }) => rssBytes)),
    }
  })
}

function cpuPerRequest({ cpuMicroseconds, load }: Slice): number {
  return cpuMicroseconds / load.requests
}

export function median(values: readonly number[]): number {
  return quantile(Float64Array.from(values).sort(), 0.5)
}

/** @param sorted ascending */
function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
