import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { errorCodes } from '../errors/codes.ts'
import { createCacheMetrics, type WatchedCache } from './cache-metrics.ts'
import { createTokenMetrics } from './token-metrics.ts'
import { denialKinds, type DenialEvent } from './denial-event.ts'
import { createExecutionMetrics } from './execution-metrics.ts'
import type { MetricFamily } from './metric-family.ts'
import type { UpstreamEvent } from './upstream-event.ts'
import { createStreamMetrics } from './stream-metrics.ts'
import {
  breakerValues,
  bucketsSeconds,
  countUpstream,
  createUpstreamMetrics,
  type UpstreamMetrics,
} from './upstream-metrics.ts'
import { createWriteMetrics, type WriteMetrics } from './write-metrics.ts'

export interface MetricsOptions {
  /** All configured systems, so that their series are there before the first event is. */
  systems: readonly string[]
  /** All configured issuers of tokens, by their place in the config. */
  issuers?: readonly string[]
}

/** What Prometheus is told. Labels are names of the config, the schema and this code: never ids, values or callers. */
export interface Metrics {
  listen(event: UpstreamEvent): void
  token: ReturnType<typeof createTokenMetrics>
  writes: WriteMetrics
  stream: ReturnType<typeof createStreamMetrics>
  /** From now on its figures are told. */
  watchCache(cache: WatchedCache): void
  /** One request, answered. `errors` as in the log: `UPSTREAM_TIMEOUT CRM`, or a code alone. What is a stream has no duration. */
  request(event: { status: number; durationMs: number; isStream?: boolean; errors: readonly string[] }): void
  /** A document used a deprecated field: `Customer.loyaltyTier`. */
  deprecatedField(coordinate: string): void
  denied(event: Pick<DenialEvent, 'kind'>): void
  executed: ReturnType<typeof createExecutionMetrics>
  /** A denial that is not in the audit trail, for too many waited. */
  auditDropped(): void
  storeUp(isUp: boolean): void
  /** Never told where no Redis is configured: its series is absent then. */
  redisUp(isUp: boolean): void
  /** In the text format that Prometheus reads, which is of `contentType`. */
  text(): Promise<string>
  contentType: string
  /** The same as data, for a process that shows the figures of several. */
  families(): Promise<readonly MetricFamily[]>
  close(): void
}

/** In a registry of its own: two gateways in one process, as in tests, do not count for each other. */
export function createMetrics({ systems, issuers = [] }: MetricsOptions): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const [upstream, own] = [createUpstreamMetrics(registry), createOwnMetrics(registry)]
  for (const system of systems) beginSystem(upstream, own, system)
  for (const status of ['1xx', '2xx', '3xx', '4xx', '5xx']) own.requests.inc({ status }, 0)
  for (const code of Object.keys(errorCodes)) own.errors.inc({ code, system: '' }, 0)
  for (const kind of denialKinds) own.denials.inc({ kind }, 0)
  own.redisUp.remove()
  return {
    listen: (event) => countUpstream(upstream, event),
    token: createTokenMetrics(registry, issuers),
    writes: createWriteMetrics(registry, systems),
    stream: createStreamMetrics(registry),
    watchCache: createCacheMetrics(registry).watch,
    executed: createExecutionMetrics(registry),
    request({ status, durationMs, isStream, errors }) {
      own.requests.inc({ status: `${Math.floor(status / 100)}xx` })
      if (!isStream) own.requestDuration.observe(durationMs / 1_000)
      for (const error of errors) {
        const [code = '', system = ''] = error.split(' ')
        own.errors.inc({ code, system })
      }
    },
    deprecatedField: (field) => own.deprecatedFieldUses.inc({ field }),
    denied: ({ kind }) => own.denials.inc({ kind }),
    auditDropped: () => own.auditDropped.inc(),
    storeUp: (isUp) => own.storeUp.set(Number(isUp)),
    redisUp: (isUp) => own.redisUp.set(Number(isUp)),
    text: () => registry.metrics(),
    contentType: registry.contentType,
    families: () => registry.getMetricsAsJSON(),
    close: () => registry.clear(),
  }
}

type OwnMetrics = ReturnType<typeof createOwnMetrics>

function createOwnMetrics(registry: Registry) {
  const registers = [registry]
  return {
    requests: new Counter({
      name: 'headwater_requests_total',
      help: 'Requests answered, by class of the HTTP status.',
      labelNames: ['status'],
      registers,
    }),
    requestDuration: new Histogram({
      name: 'headwater_request_duration_seconds',
      help: 'How long requests took to answer.',
      buckets: bucketsSeconds,
      registers,
    }),
    errors: new Counter({
      name: 'headwater_errors_total',
      help: 'Replies with an error of this code and system; a reply counts once for each.',
      labelNames: ['code', 'system'],
      registers,
    }),
    deprecatedFieldUses: new Counter({
      name: 'headwater_deprecated_field_uses_total',
      help: 'Documents that used a deprecated field.',
      labelNames: ['field'],
      registers,
    }),
    denials: new Counter({
      name: 'headwater_denials_total',
      help: 'Requests and fields that were refused to a caller, by what refused them.',
      labelNames: ['kind'],
      registers,
    }),
    auditDropped: new Counter({
      name: 'headwater_audit_dropped_total',
      help: 'Denials that are not in the audit trail, because too many waited for the store.',
      registers,
    }),
    redisUp: new Gauge({
      name: 'headwater_redis_up',
      help: 'Whether the Redis that replicas share limits and records in answers: 1 or 0; absent where none is configured.',
      registers,
    }),
    storeUp: new Gauge({
      name: 'headwater_store_up',
      help: 'Whether the store answers: 1 or 0.',
      registers,
    }),
  }
}

/** Starts series at 0: Prometheus sees no increase in a series that appears with a 1. */
function beginSystem(upstream: UpstreamMetrics, own: OwnMetrics, system: string): void {
  upstream.callDuration.zero({ system })
  upstream.breaker.set({ system }, breakerValues.CLOSED)
  upstream.rateLimitWaited.inc({ system }, 0)
  upstream.quotaExceeded.inc({ system }, 0)
  for (const outcome of ['OK', 'FAILED']) upstream.signIns.inc({ system, outcome }, 0)
  for (const outcome of ['WAITED', 'REFUSED']) upstream.rateLimitWaits.inc({ system, outcome }, 0)
  for (const [code, { disposition }] of Object.entries(errorCodes)) {
    if (code.startsWith('UPSTREAM_') || code === 'RATE_LIMITED') own.errors.inc({ code, system }, 0)
    if (disposition === 'retry' && code !== 'STORE_UNAVAILABLE') upstream.retries.inc({ system, code }, 0)
  }
}
