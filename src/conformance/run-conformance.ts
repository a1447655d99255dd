import type { CanonicalSchema } from './canonical-schema.ts'
import type { Conformance } from './conformance.ts'
import { openSubject } from './open-subject.ts'
import { planCases, type PlannedCase } from './plan-cases.ts'
import type { OpenSubject } from './subject.ts'

export interface CaseResult {
  kind: string | null
  title: string
  outcome:
    | { type: 'PASSED' }
    /** It does not hold, as declared. */
    | { type: 'SKIPPED'; reason: string }
    | { type: 'FAILED'; problem: string; error: unknown }
}

export interface RunOptions {
  /** Told of each case as it ends. */
  onResult?(result: CaseResult): void
  /** How long a case may take: a minute unless told, for some page through everything, several times. */
  caseTimeoutMs?: number
}

/** Runs every case, one after another, on one opened subject. @throws what opening the subject threw */
export async function runConformance(
  conformance: Conformance,
  schema: CanonicalSchema,
  { onResult, caseTimeoutMs = 60_000 }: RunOptions = {},
): Promise<CaseResult[]> {
  const planned = planCases(conformance, schema)
  const subject = await openSubject(conformance)
  const results: CaseResult[] = []
  try {
    for (const one of planned) {
      const result = await runCase(one, subject, caseTimeoutMs)
      results.push(result)
      onResult?.(result)
    }
  } finally {
    await subject.close()
  }
  return results
}

async function runCase(
  { kind, title, skip, run }: PlannedCase,
  subject: OpenSubject,
  timeoutMs: number,
): Promise<CaseResult> {
  try {
    await inTime(run(subject), timeoutMs)
    return { kind, title, outcome: skip === null ? { type: 'PASSED' } : { type: 'SKIPPED', reason: skip } }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    return { kind, title, outcome: { type: 'FAILED', problem, error } }
  }
}

async function inTime(running: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not end within ${timeoutMs / 1_000} s`)), timeoutMs)
  })
  await Promise.race([running, timeout]).finally(() => clearTimeout(timer))
}
