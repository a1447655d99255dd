import { mayHaveApplied } from '../datasources/failures.ts'
import { errorCodes } from '../errors/codes.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { reasonOf, unverified, type Attempt } from './attempt.ts'
import type { WriteParts } from './write-parts.ts'
import type { Step } from './write.ts'

/**
 * What an attempt came to that threw.
 *
 * @param stage in which it failed: what is to be verified is done, as far as the system says
 * @param now ms since epoch
 */
export function judgeFailure(
  step: Step,
  error: unknown,
  stage: 'before' | 'call' | 'verify',
  now: number,
): Attempt {
  const judged = judge(step, error, stage)
  return stage === 'call' && isTimeout(error) ? givenUp(judged, now) : judged
}

function judge(step: Step, error: unknown, stage: 'before' | 'call' | 'verify'): Attempt {
  const known = error instanceof GatewayError ? error : null
  const reason = known ? reasonOf(known) : { code: 'INTERNAL', message: 'The gateway failed at it.' }
  const wasSent = stage !== 'before'
  const isInDoubt = stage === 'verify' || (wasSent ? mayHaveApplied(error) : step.isInDoubt)
  const canPass = !known || isInDoubt || errorCodes[known.code].retryable || needsOperator.has(known.code)
  if (!canPass) return { kind: 'refused', reason }
  const retryAfter = known?.details.retryAfter ?? 0
  return {
    kind: 'failed',
    reason,
    isInDoubt,
    retryAfter,
    wasAttempted: wasSent && (isInDoubt || !known || !isOutage(known)),
  }
}

/** Somebody mends a credential, or the mapping, and it works again. */
const needsOperator: ReadonlySet<string> = new Set(['UPSTREAM_AUTH', 'UPSTREAM_SCHEMA_DRIFT', 'INTERNAL'])

/** Attempts that found nobody there cost none: how long that may last, `notAfter` says. */
function isOutage({ code }: GatewayError): boolean {
  return code === 'UPSTREAM_UNAVAILABLE' || code === 'RATE_LIMITED'
}

/** Nobody answered in time, so the system may still be at it: what it will have done cannot be found there yet. */
function isTimeout(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'UPSTREAM_TIMEOUT'
}

function givenUp(attempt: Attempt, givenUpAt: number): Attempt {
  return attempt.kind === 'failed' && attempt.isInDoubt
    ? { ...attempt, reason: { ...attempt.reason, givenUpAt } }
    : attempt
}

/** ms for which what is not found may still appear. */
export function unsettledFor(
  { now, patience }: Pick<WriteParts, 'now' | 'patience'>,
  { reason }: Step,
): number {
  return reason?.givenUpAt === undefined ? 0 : reason.givenUpAt + patience.settleMs - now()
}

export function stillUnderWay(step: Step, forMs: number): Attempt {
  const retryAfter = Math.min(forMs, lookAgainMs) / 1_000
  return {
    kind: 'failed',
    reason: step.reason ?? unverified(step),
    isInDoubt: true,
    retryAfter,
    wasAttempted: false,
  }
}

const lookAgainMs = 2_000

/** Each time that somebody has it tried again, it has as many attempts anew. */
export function isSpent(attempts: number, { maxAttempts }: WriteParts['patience']): boolean {
  return attempts > 0 && attempts % maxAttempts === 0
}
