import type { DenialListener } from '../observability/denial-event.ts'
import type { Database } from '../store/database.ts'
import type { EraseBesides } from './audit-trail.ts'
import { createAuditAdministration, type AuditAdministration } from './audit-administration.ts'
import { createAuditSealer } from './create-audit-sealer.ts'
import { createDenialTrail } from './create-denial-trail.ts'
import { purgeAudit } from './purge-audit.ts'
import { repeat } from './repeat.ts'

export interface AuditOptions {
  /** Migrated. */
  database: Database
  retentionMs: number
  /** What of persons is kept elsewhere in the store goes with the values of the trail. */
  eraseBesides: EraseBesides
  /** ms since epoch. */
  now: () => number
  /** A denial did not fit into the trail. */
  onDropped: () => void
  onProblem: (message: string, error: unknown) => void
}

export interface Audit {
  denied: DenialListener
  administration: AuditAdministration
  /** Writes down and seals what is there. Before the database is closed. */
  close(): Promise<void>
}

const purgeEveryMs = 600_000

/** The audit trail of a gateway, but for the entries that come with a write: append-audit.ts. */
export function openAudit(options: AuditOptions): Audit {
  const { database, retentionMs, eraseBesides, now, onDropped, onProblem } = options
  const sealer = createAuditSealer({ database, onProblem })
  const denials = createDenialTrail({ database, now, onDropped, onProblem })
  const purging = repeat(
    async () => {
      if (database.health.state() === 'up') await purgeAudit(database, now() - retentionMs, now())
    },
    purgeEveryMs,
    (error) => {
      if (database.health.state() === 'up') onProblem('the oldest audit entries cannot be removed', error)
    },
  )
  return {
    denied: denials.denied,
    administration: createAuditAdministration(database, eraseBesides, now),
    async close() {
      await Promise.all([purging.close(), denials.close()])
      await sealer.close()
    },
  }
}
