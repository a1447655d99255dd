import type { Secret } from '../secrets/secret.ts'
import { issuerDown, writesStuck } from './alert-conditions.ts'
import { createAlerts, type Alerts } from './alerts.ts'
import type { DenialListener } from './denial-event.ts'
import type { Logger } from './logger.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createPostWebhook } from './post-webhook.ts'
import { createSystemHealth, type SystemHealthBook } from './system-health.ts'
import type { IssuerKeysEvent, TokenListener } from './token-event.ts'
import type { StreamListener } from './stream-event.ts'
import type { UpstreamListener } from './upstream-event.ts'
import type { Backlog, StepListener } from './write-event.ts'

export interface ObserversOptions {
  /** Each configured system, and whom to call about it. */
  systems: ReadonlyMap<string, { owner: string; contact: string }>
  /** Each configured issuer of tokens, by its place in the config. */
  issuers?: readonly string[]
  /** Where alerts go; null: nowhere but into the log. */
  alertsWebhook: Secret | null
  logger: Logger
  now: () => number
}

/** Everyone who is told what happens at the upstreams, and to tokens. */
export interface Observers {
  listen: UpstreamListener
  /** Tells of what happens at the upstreams elsewhere, too. */
  hearUpstreams(listener: UpstreamListener): void
  token: TokenListener
  /** Told of everything that is refused to a caller. */
  denied: DenialListener
  /** Told of everything that becomes of subscriptions. */
  stream: StreamListener
  /** Told of everything that becomes of writes. */
  step: StepListener
  backlog(backlog: Backlog): void
  /** Tells of them elsewhere, too. */
  hearDenials(listener: DenialListener): void
  health: SystemHealthBook
  metrics: Metrics
  /** Null where no webhook is configured. */
  alerts: Alerts | null
  close(): Promise<void>
}

/** @throws GatewayError for a webhook that cannot be one */
export function createObservers(options: ObserversOptions): Observers {
  const { systems, issuers = [], alertsWebhook, logger, now } = options
  const names = [...systems.keys()]
  const health = createSystemHealth({ systems: names, now })
  const metrics = createMetrics({ systems: names, issuers })
  const webhook = alertsWebhook && createPostWebhook(alertsWebhook)
  const alerts =
    webhook && createAlerts({ send: webhook.send, now, cards: systems, onProblem: logger.problem })
  let hearDenial: DenialListener | null = null
  let hearUpstream: UpstreamListener | null = null
  return {
    listen(event) {
      logger.upstream(event)
      metrics.listen(event)
      health.listen(event)
      alerts?.listen(event)
      hearUpstream?.(event)
    },
    hearUpstreams: (listener) => void (hearUpstream = listener),
    token(event) {
      metrics.token(event)
      if (event.type !== 'ISSUER_KEYS') return
      logger.issuerKeys(event)
      if (alerts) alertOfIssuer(alerts, event)
    },
    denied(event) {
      logger.denied(event)
      metrics.denied(event)
      hearDenial?.(event)
    },
    stream(event) {
      logger.stream(event)
      metrics.stream(event)
    },
    step(event) {
      logger.step(event)
      metrics.writes.step(event)
    },
    backlog(backlog) {
      metrics.writes.backlog(backlog)
      const key = `WRITES_STUCK:${backlog.system}`
      if (backlog.needsReview + backlog.dead > 0) alerts?.raise(key, writesStuck(backlog))
      else alerts?.resolve(key)
    },
    hearDenials: (listener) => void (hearDenial = listener),
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

/** One failed attempt while older keys serve is nobody's business; it is repeated half a minute later. */
function alertOfIssuer(alerts: Alerts, event: IssuerKeysEvent): void {
  const key = `ISSUER_DOWN:${event.issuer}`
  if (event.outcome === 'OK') alerts.resolve(key)
  else if (event.usableUntil === null || event.failuresInARow > 1) alerts.raise(key, issuerDown(event))
}
