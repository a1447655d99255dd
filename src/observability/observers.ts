import type { Secret } from '../secrets/secret.ts'
import { createAlerts, type Alerts } from './alerts.ts'
import type { DenialListener } from './denial-event.ts'
import type { Logger } from './logger.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createPostWebhook } from './post-webhook.ts'
import { createSystemHealth, type SystemHealthBook } from './system-health.ts'
import type { UpstreamListener } from './upstream-event.ts'

export interface ObserversOptions {
  /** Each configured system, and whom to call about it. */
  systems: ReadonlyMap<string, { owner: string; contact: string }>
  /** Where alerts go; null: nowhere but into the log. */
  alertsWebhook: Secret | null
  logger: Logger
  now: () => number
}

/** Everyone who is told what happens at the upstreams. */
export interface Observers {
  listen: UpstreamListener
  /** Told of everything that is refused to a caller. */
  denied: DenialListener
  health: SystemHealthBook
  metrics: Metrics
  /** Null where no webhook is configured. */
  alerts: Alerts | null
  close(): Promise<void>
}

/** @throws GatewayError for a webhook that cannot be one */
export function createObservers({ systems, alertsWebhook, logger, now }: ObserversOptions): Observers {
  const names = [...systems.keys()]
  const health = createSystemHealth({ systems: names, now })
  const metrics = createMetrics({ systems: names })
  const webhook = alertsWebhook && createPostWebhook(alertsWebhook)
  const alerts =
    webhook && createAlerts({ send: webhook.send, now, cards: systems, onProblem: logger.problem })
  return {
    listen(event) {
      logger.upstream(event)
      metrics.listen(event)
      health.listen(event)
      alerts?.listen(event)
    },
    denied(event) {
      logger.denied(event)
      metrics.denied(event)
    },
    health,
    metrics,
    alerts,
    async close() {
      alerts?.close()
      await webhook?.close()
      metrics.close()
    },
  }
}
