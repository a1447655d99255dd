import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { createBreakerStates } from './breaker-states.ts'
import type { BreakerState, UpstreamEvent } from './upstream-event.ts'

export const bucketsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
export const breakerValues: Readonly<Record<BreakerState, number>> = { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 }

export type UpstreamMetrics = ReturnType<typeof createUpstreamMetrics>

export function createUpstreamMetrics(registry: Registry) {
  const registers = [registry]
  return {
    calls: new Counter({
      name: 'headwater_upstream_calls_total',
      help: 'Attempts at an upstream by how they ended: OK, ABORTED, EXPIRED or an error code.',
      labelNames: ['system', 'operation', 'outcome'],
      registers,
    }),
    callDuration: new Histogram({
      name: 'headwater_upstream_call_duration_seconds',
      help: 'How long attempts at an upstream took.',
      labelNames: ['system'],
      buckets: bucketsSeconds,
      registers,
    }),
    retries: new Counter({
      name: 'headwater_upstream_retries_total',
      help: 'Attempts that were repeated, by the error code that was the reason.',
      labelNames: ['system', 'code'],
      registers,
    }),
    breaker: new Gauge({
      name: 'headwater_breaker_state',
      help: 'Circuit breaker: 0 closed, 1 half-open, 2 open.',
      labelNames: ['system'],
      registers,
    }),
    breakers: createBreakerStates(),
    signIns: new Counter({
      name: 'headwater_sign_ins_total',
      help: 'Tokens and sessions asked for: OK or FAILED.',
      labelNames: ['system', 'outcome'],
      registers,
    }),
    credentialExpires: new Gauge({
      name: 'headwater_credential_expires_timestamp_seconds',
      help: 'When the token or session in use ends, in Unix time; absent where it has no known end.',
      labelNames: ['system'],
      registers,
    }),
    rateLimitWaits: new Counter({
      name: 'headwater_rate_limit_waits_total',
      help: 'Calls that had to wait for a declared quota (WAITED), or would have had to wait too long (REFUSED).',
      labelNames: ['system', 'outcome'],
      registers,
    }),
    rateLimitWaited: new Counter({
      name: 'headwater_rate_limit_wait_seconds_total',
      help: 'How long calls waited for a declared quota.',
      labelNames: ['system'],
      registers,
    }),
    quotaExceeded: new Counter({
      name: 'headwater_quota_exceeded_total',
      help: 'Calls that the upstream refused for its rate limit.',
      labelNames: ['system'],
      registers,
    }),
    drift: new Counter({
      name: 'headwater_schema_drift_total',
      help: 'Times that a mapped path was missing or had another type, by the field it is mapped to.',
      labelNames: ['system', 'field'],
      registers,
    }),
  }
}

export function countUpstream(metrics: UpstreamMetrics, event: UpstreamEvent): void {
  const { system } = event
  switch (event.type) {
    case 'CALL': {
      const { operation, outcome, durationMs } = event
      metrics.calls.inc({ system, operation, outcome })
      metrics.callDuration.observe({ system }, durationMs / 1_000)
      return
    }
    case 'RETRY':
      metrics.retries.inc({ system, code: event.code })
      return
    case 'BREAKER':
      metrics.breaker.set({ system }, breakerValues[metrics.breakers.worstAfter(event)])
      return
    case 'RATE_LIMIT': {
      const { outcome, waitMs } = event
      metrics.rateLimitWaits.inc({ system, outcome })
      // Who was refused did not wait.
      if (outcome === 'WAITED') metrics.rateLimitWaited.inc({ system }, waitMs / 1_000)
      return
    }
    case 'QUOTA_EXCEEDED':
      metrics.quotaExceeded.inc({ system })
      return
    case 'SIGN_IN': {
      const { outcome, expiresAt } = event
      metrics.signIns.inc({ system, outcome })
      if (expiresAt === null) metrics.credentialExpires.remove({ system })
      else metrics.credentialExpires.set({ system }, expiresAt / 1_000)
      return
    }
    case 'DRIFT':
      metrics.drift.inc({ system, field: `${event.entity}.${event.field}` })
  }
}
