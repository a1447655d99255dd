import type { Call } from '../datasources/datasource.ts'
import { firstIdOf } from '../identity/canonical-id.ts'
import { absorbedId, mergeIdentities } from './absorb-record.ts'
import { attemptStep } from './attempt-step.ts'
import { expired, type Attempt } from './attempt.ts'
import { auditOutcome } from './audit-writes.ts'
import { isConfirmed } from './confirmed.ts'
import { copiesOf, undosOf } from './follow-ups.ts'
import { isSpent } from './judge-failure.ts'
import { createRecordLocator, type RecordLocator } from './locate-record.ts'
import type { ClaimedStep, StepOutcome } from './write-book.ts'
import type { WriteParts } from './write-parts.ts'
import type { Step } from './write.ts'

/**
 * Makes one attempt at a step that is leased to this process, and settles what came of it. Throws only what the store
 * throws. `signal`: the lease is lost, so that it is somebody else's by now.
 *
 * @returns the step as it then is, if nothing else of its write has changed with it; null: look it up
 */
export type DeliverStep = (claimed: ClaimedStep, signal: AbortSignal) => Promise<Step | null>

type DeliveryParts = WriteParts & { locator: RecordLocator }

export function createDelivery(parts: WriteParts): DeliverStep {
  const { book, crosswalk, patience, now, onStep } = parts
  const attemptParts = { ...parts, locator: createRecordLocator(parts) }

  return async (claimed, lost) => {
    const { step } = claimed
    const outcome = await withinCall(lost, patience.callMs, async (signal) => {
      const deadlineAt = performance.now() + patience.callMs
      // A version, a record to compare with: what is held may be older.
      const call = { signal, deadlineAt, requestId: claimed.requestId, isFresh: true } as const
      const attempt = await attemptStep(attemptParts, claimed, call)
      return outcomeOf(attemptParts, claimed, attempt, call)
    })
    const settled = await book.settle(claimed, outcome)
    if (!settled) return null
    if (outcome.takesBack !== undefined && outcome.externalId !== null)
      await crosswalk.endLinks([
        { entity: step.entity, key: { system: step.system, externalId: outcome.externalId } },
      ])
    const { writeId, system, entity, kind } = step
    const attempts = step.attempts + (outcome.wasAttempted ? 1 : 0)
    const ageMs = now() - claimed.acceptedAt
    const told = { writeId, mutation: claimed.mutation, requestId: claimed.requestId, system, entity, kind }
    onStep({
      ...told,
      state: outcome.state,
      code: outcome.reason?.code ?? null,
      attempts,
      ageMs,
    })
    return changesWrite(outcome) ? null : settled
  }
}

/** Whether the write, or other steps of it, changed as well. */
function changesWrite(outcome: StepOutcome): boolean {
  const { more = [], created, takesBack } = outcome
  return more.length > 0 || created !== undefined || takesBack !== undefined || hasFailed(outcome)
}

/** A step has its own time: a client that leaves takes back nothing that is under way. One timer for both its ends. */
async function withinCall<T>(
  lost: AbortSignal,
  callMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const onLost = () => controller.abort(lost.reason)
  const timer = setTimeout(() => {
    controller.abort(new DOMException('The call took too long.', 'TimeoutError'))
  }, callMs)
  if (lost.aborted) onLost()
  lost.addEventListener('abort', onLost, { once: true })
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
    lost.removeEventListener('abort', onLost)
  }
}

async function outcomeOf(
  parts: DeliveryParts,
  claimed: ClaimedStep,
  attempt: Attempt,
  call: Call,
): Promise<StepOutcome> {
  const { step } = claimed
  const plain = { reason: null, externalId: step.externalId, version: null, wasAttempted: true, audit: [] }
  const unaudited = await unauditedOf()
  const outcome = hasFailed(unaudited) ? { ...unaudited, more: await undosOf(parts, claimed) } : unaudited
  return { ...outcome, audit: auditOutcome(parts, claimed, outcome) }

  async function unauditedOf(): Promise<StepOutcome> {
    if (attempt.kind !== 'applied' && attempt.kind !== 'unneeded')
      return { ...plain, ...stateAfter(parts, claimed, attempt) }
    const externalId = attempt.kind === 'applied' ? attempt.written.externalId : null
    const absorbed = absorbedId(parts, step)
    if (absorbed !== null) await mergeIdentities(parts, claimed, absorbed, externalId)
    if (attempt.kind === 'unneeded') return { ...plain, state: 'APPLIED', wasAttempted: false }
    return { ...plain, state: 'APPLIED', ...(await applied(parts, claimed, attempt, call)) }
  }
}

async function applied(
  parts: DeliveryParts,
  claimed: ClaimedStep,
  { written }: Extract<Attempt, { kind: 'applied' }>,
  call: Call,
): Promise<Partial<StepOutcome>> {
  const { step, writeEntityId } = claimed
  const { externalId, record } = written
  const common = {
    externalId,
    version: record?.version ?? null,
    ...(isConfirmed(step) && { wasAttempted: false }),
  }
  if (step.kind === 'UNDO') return { ...common, ...(step.after !== null && { takesBack: step.after }) }
  const more = await copiesOf(parts, claimed, call)
  if (step.kind !== 'CREATE' || externalId === null) return { ...common, more }
  const { entity, system } = step
  const known = step.entityId ?? writeEntityId
  const isShared = parts.catalog.entities.get(entity)?.ids === 'SHARED'
  const entityId = known ?? firstIdOf({ entity, system, externalId }, { isShared })
  return { ...common, more, created: { entity, entityId, system, externalId } }
}

type Unapplied = Exclude<Attempt, { kind: 'applied' | 'unneeded' }>

/** What an attempt that was not applied makes of its step. */
function stateAfter(
  { patience, now }: Pick<WriteParts, 'patience' | 'now'>,
  { step, acceptedAt }: ClaimedStep,
  attempt: Unapplied,
): Pick<StepOutcome, 'state' | 'reason' | 'wasAttempted' | 'retry'> {
  const { reason } = attempt
  if (attempt.kind === 'unverifiable') return { state: 'NEEDS_REVIEW', reason, wasAttempted: false }
  if (attempt.kind === 'spent') return { state: 'DEAD', reason, wasAttempted: false }
  if (attempt.kind === 'refused') {
    const state = reason === expired || retryableCodes.has(reason.code) ? 'FAILED' : 'REJECTED'
    return { state, reason, wasAttempted: true }
  }
  const { isInDoubt, retryAfter, wasAttempted } = attempt
  const attempts = step.attempts + (wasAttempted ? 1 : 0)
  // One in doubt is looked up first: it may be applied, and nobody has to be asked what can be found.
  if (wasAttempted && !isInDoubt && isSpent(attempts, patience))
    return { state: 'DEAD', reason, wasAttempted }
  const at = now() + Math.max(retryAfter * 1_000, backOffMs(now() - acceptedAt, isInDoubt))
  // What may not wait fails at once, unless it may have been applied: that is found out first.
  const isOver = !isInDoubt && step.whenDown === 'REJECT' && (retryAfter === 0 || at > (step.notAfter ?? 0))
  if (isOver) return { state: 'FAILED', reason, wasAttempted }
  return { state: 'READY', reason, wasAttempted, retry: { at, isInDoubt } }
}

/** Codes of what was no fault of the write: it is not refused, it has just not come about. */
const retryableCodes: ReadonlySet<string> = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_BAD_RESPONSE',
  'EXPIRED',
])

function hasFailed({ state }: StepOutcome): boolean {
  return state === 'REJECTED' || state === 'FAILED'
}

const firstDelayMs = 500
const firstLookUpMs = 100
const maxDelayMs = 10_000

/**
 * As long again as half of the time that it has waited: soon at first, when the requester may still be there, then seldom,
 * however the attempts failed. Up to a half of it is off at random, so that those that failed together do not come back together.
 */
function backOffMs(ageMs: number, isInDoubt: boolean): number {
  const delayMs = Math.max(isInDoubt ? firstLookUpMs : firstDelayMs, Math.min(maxDelayMs, ageMs / 2))
  return delayMs * (0.5 + Math.random() / 2)
}
