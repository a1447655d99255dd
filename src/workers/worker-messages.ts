import type { StartProblem } from '../errors/start-problem.ts'
import type { MetricFamily } from '../observability/metric-family.ts'

/** What a worker tells the process that started it. */
export type FromWorker =
  /** Everything is there; it listens once it may. */
  | { kind: 'READY' }
  | { kind: 'LISTENING'; port: number }
  /** It cannot start, for reasons that a person has to settle; it ends then. */
  | { kind: 'REFUSED'; problems: readonly StartProblem[] }
  | { kind: 'METRICS'; request: number; families: readonly MetricFamily[] }

export type ToWorker =
  | { kind: 'LISTEN' }
  | { kind: 'METRICS'; request: number }
  /** Finish what is under way, and end. */
  | { kind: 'STOP' }
