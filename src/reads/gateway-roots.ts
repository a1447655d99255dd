import type { AuditAdministration } from '../audit/audit-administration.ts'
import type { Crosswalk } from '../identity/crosswalk.ts'
import type { SystemHealth } from '../observability/system-health.ts'
import type { Catalog, SystemName } from '../schema/catalog.ts'
import type { GatewayRoots } from './root-context.ts'
import { createAuditRoot } from './audit-root.ts'
import { readPageRequest } from './page-arguments.ts'
import { toConnection } from './to-connection.ts'

/** Who answers for a configured system. */
export interface SystemCard {
  vendor: string
  /** The business owner, and how to reach them. */
  owner: string
  contact: string
}

/** Root fields that the gateway answers from what it knows itself. */
export function createGatewayRoots(options: {
  catalog: Catalog
  crosswalk: Crosswalk
  audit: Pick<AuditAdministration, 'list'>
  systems: ReadonlyMap<SystemName, SystemCard>
  health: { of(system: SystemName): SystemHealth }
}): GatewayRoots {
  const { catalog, crosswalk, audit, systems, health } = options
  return {
    auditTrail: createAuditRoot({ catalog, audit }),
    systems: () =>
      Promise.resolve(
        [...catalog.systems].map((name) => {
          const card = systems.get(name)
          // Of a system that is not configured there is nothing to say: its fields are null.
          return card ? { name, ...card, ...toReply(health.of(name)) } : { name }
        }),
      ),
    async identityReviews(args) {
      const request = readPageRequest(args, 'reviews')
      const { reviews, cursors, hasNextPage } = await crosswalk.reviews(request)
      return toConnection('reviews', request, { nodes: reviews, cursors, hasNextPage })
    },
  }
}

/** As the schema has it: times as text, durations as whole milliseconds. */
function toReply({ since, lastError, rateLimit, latency, drifts, ...health }: SystemHealth): object {
  return {
    ...health,
    since: toDateTime(since),
    lastError: lastError && { ...lastError, at: toDateTime(lastError.at) },
    rateLimit: { ...rateLimit, pausedUntil: toDateTime(rateLimit.pausedUntil) },
    latency: { ...latency, p50Ms: roundUp(latency.p50Ms), p95Ms: roundUp(latency.p95Ms) },
    credentialExpiresAt: toDateTime(health.credentialExpiresAt),
    drifts: drifts.map((drift) => ({ ...drift, firstSeenAt: toDateTime(drift.firstSeenAt) })),
  }
}

function toDateTime(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString()
}

function roundUp(ms: number | null): number | null {
  return ms === null ? null : Math.ceil(ms)
}
