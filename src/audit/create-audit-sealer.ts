import type { Database } from '../store/database.ts'
import { repeat } from './repeat.ts'

export interface AuditSealerOptions {
  /** Migrated. */
  database: Database
  /** Between the end of one round and the next. */
  everyMs?: number
  /** Told once when it begins to fail, for another reason than a store that is away. */
  onProblem: (message: string, error: unknown) => void
}

export interface AuditSealer {
  /** Seals what is there, and ends. */
  close(): Promise<void>
}

/** How many entries a transaction seals: few, since meanwhile no other sealer, and on PGlite nobody, can do anything. */
const batchSize = 100

/**
 * Chains entries that were committed, each second: what was appended is proof from then on. Of several gateways, whoever
 * has the chain's row seals, and the others have nothing to do. An entry committed late gets a later place.
 */
export function createAuditSealer({ database, everyMs = 1_000, onProblem }: AuditSealerOptions): AuditSealer {
  const isUp = () => database.health.state() === 'up'
  const round = async (): Promise<void> => {
    if (isUp()) await sealAudit(database)
  }
  const report = (error: unknown): void => {
    if (isUp()) onProblem('the audit trail cannot be sealed', error)
  }
  const rounds = repeat(round, everyMs, report)
  return {
    async close() {
      await rounds.close()
      await round().catch(report)
    },
  }
}

/** Seals all that is there, unless another is at it. @throws GatewayError STORE_UNAVAILABLE */
export async function sealAudit(database: Database): Promise<void> {
  for (;;) {
    const [row] = await database.query('select seal_audit_entries($1) as sealed', [batchSize])
    if (Number(row?.sealed) < batchSize) return
  }
}
