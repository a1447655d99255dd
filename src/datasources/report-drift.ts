import type { UpstreamListener, UpstreamName } from '../observability/upstream-event.ts'
import type { Drift } from './source-record.ts'

/** How long a drift that goes on is not told again. */
const quietForMs = 10 * 60_000

export type DriftReport = (entity: string, drifted: Iterable<readonly [field: string, drift: Drift]>) => void

/** Tells of drift on first sight: a field that is read a thousand times a minute is told of once in ten. */
export function createDriftReport(options: {
  upstream: UpstreamName
  listener: UpstreamListener
  now: () => number
}): DriftReport {
  const { upstream, listener, now } = options
  // One entry a mapped field at most.
  const toldAt = new Map<string, number>()

  return (entity, drifted) => {
    for (const [field, { path, problem }] of drifted) {
      const key = `${entity}.${field} ${problem}`
      if (now() - (toldAt.get(key) ?? Number.NEGATIVE_INFINITY) < quietForMs) continue
      toldAt.set(key, now())
      listener({ type: 'DRIFT', ...upstream, entity, field, path, problem })
    }
  }
}
