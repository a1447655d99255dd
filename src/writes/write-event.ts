import type { SystemName } from '../schema/catalog.ts'
import type { StepKind, StepState } from './write.ts'

/** What became of a step, for whoever listens: logs, metrics, alerts. Nothing in it is personal, or the system's own text. */
export interface StepEvent {
  type: 'STEP'
  writeId: string
  mutation: string
  requestId: string
  system: SystemName
  entity: string
  kind: StepKind
  state: StepState
  /** Why it is so; null for what was applied. */
  code: string | null
  attempts: number
  /** From the moment that it was accepted, ms. */
  ageMs: number
}

export type WriteListener = (event: StepEvent) => void
