import type { DenialEvent } from '../observability/denial-event.ts'
import type { Database } from '../store/database.ts'
import { appendAudit } from './append-audit.ts'
import type { AuditEntry } from './audit-trail.ts'
import { repeat } from './repeat.ts'

export interface DenialTrailOptions {
  /** Migrated. */
  database: Pick<Database, 'health' | 'transaction'>
  /** ms since epoch. */
  now: () => number
  everyMs?: number
  /** Entries that wait at most; further ones are dropped. */
  capacity?: number
  /** Told of each denial that is not in the trail, for there was no room. */
  onDropped: () => void
  onProblem: (message: string, error: unknown) => void
}

export interface DenialTrail {
  /** Returns at once, and never throws. */
  denied(event: DenialEvent): void
  /** Writes down what waits. */
  close(): Promise<void>
}

interface Waiting {
  event: DenialEvent
  at: number
  /** How many alike it stands for. */
  times: number
}

/** How many entries a transaction holds. */
const batchSize = 500

/**
 * Puts denials in the audit trail, behind the requests that met them: every second, and after an absence of the store.
 * Each is an entry of its own; those of callers whom nobody knows are one a second and kind, or an attack with wrong
 * keys would fill the store.
 */
export function createDenialTrail(options: DenialTrailOptions): DenialTrail {
  const { database, now, everyMs = 1_000, capacity = 10_000, onDropped, onProblem } = options
  let waiting: Waiting[] = []
  /** Of the last second, by what they have in common. */
  const unknownCallers = new Map<string, Waiting>()

  async function write(): Promise<void> {
    unknownCallers.clear()
    while (waiting.length > 0 && database.health.state() === 'up') {
      const batch = waiting.slice(0, batchSize)
      await database.transaction((transaction) => appendAudit(transaction, batch.map(toEntry)))
      waiting = waiting.slice(batch.length)
    }
  }

  const report = (error: unknown): void => {
    if (database.health.state() === 'up') onProblem('denials cannot be written to the audit trail', error)
  }
  const rounds = repeat(write, everyMs, report)
  return {
    denied(event) {
      const like = event.principal === null ? `${event.kind} ${event.coordinate}` : null
      const known = like === null ? undefined : unknownCallers.get(like)
      if (known) known.times++
      else if (waiting.length >= capacity) onDropped()
      else {
        const entry = { event, at: now(), times: 1 }
        waiting.push(entry)
        if (like !== null) unknownCallers.set(like, entry)
      }
    },
    async close() {
      await rounds.close()
      await write().catch(report)
    },
  }
}

function toEntry({ event, at, times }: Waiting): AuditEntry {
  const { kind, requestId, principal, coordinate } = event
  const [entity = null] = coordinate?.split('.') ?? []
  return {
    event: 'denied',
    at,
    principal,
    client: null,
    requestId,
    writeId: null,
    entity,
    entityId: null,
    system: null,
    facts: { kind, coordinate, times },
    fields: null,
    person: null,
  }
}
