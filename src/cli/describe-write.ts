import { receiptStatusOf } from '../writes/write.ts'
import type { StepReport } from '../writes/write-administration.ts'

/** The receipt's status; where that is less than an operator wants to know, with what it stands for. */
export function describeStatus({ state }: StepReport): string {
  const status = receiptStatusOf(state)
  if (state === 'DEAD') return `${status} (gave up)`
  if (state === 'RUNNING') return `${status} (running)`
  return status
}

/** Why it is so, as one sentence a person can act on; `-` where there is nothing to say. */
export function describeReason({ reason, state, isInDoubt }: StepReport): string {
  const doubt = isInDoubt && state !== 'NEEDS_REVIEW' && reason?.code !== 'CONFIRMED'
  const parts = [
    reason && `${reason.code}: ${reason.message}`,
    reason?.field !== undefined && `(field ${reason.field})`,
    doubt && 'It may have been applied: that is looked up first.',
  ].filter((part) => typeof part === 'string')
  return parts.length === 0 ? '-' : parts.join(' ').replaceAll(/\s+/g, ' ')
}

/** `12s`, `5m`, `3h`, `2d`: as old as it is, one unit. */
export function describeAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < 120) return `${seconds}s`
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)}h`
  return `${Math.floor(seconds / 86_400)}d`
}

/** `in 4s`, `due`; `-` where no attempt is planned. */
export function describeNext({ nextAttemptAt }: StepReport, now: number): string {
  if (nextAttemptAt === null) return '-'
  return nextAttemptAt <= now ? 'due' : `in ${describeAge(nextAttemptAt - now)}`
}
