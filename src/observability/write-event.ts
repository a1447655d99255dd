/** What became of one change at one system, for whoever listens. Nothing in it is personal, or the system's own text. */
export interface StepEvent {
  writeId: string
  mutation: string
  requestId: string
  system: string
  entity: string
  /** CREATE, PATCH, ACTION, COPY, UNDO. */
  kind: string
  /** READY: it is tried again later. */
  state: string
  /** Why it is so; null for what was applied. */
  code: string | null
  attempts: number
  /** Since it was accepted. */
  ageMs: number
}

export type StepListener = (event: StepEvent) => void

/** What waits at a system, now and again. */
export interface Backlog {
  system: string
  /** READY and RUNNING. */
  queued: number
  needsReview: number
  dead: number
  /** Of what is queued; 0 when nothing is. */
  oldestAgeMs: number
}
