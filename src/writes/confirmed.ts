import type { Step, StepReason } from './write.ts'

/** Of a step that nobody could verify, until it is settled: nothing is sent, or asked, any more. */
export const confirmedReason: StepReason = {
  code: 'CONFIRMED',
  message: 'Somebody has looked: it was applied.',
}

export function isConfirmed({ reason }: Step): boolean {
  return reason?.code === confirmedReason.code
}
