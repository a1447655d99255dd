import type { Call } from '../datasources/datasource.ts'
import { recordKindKey } from '../datasources/datasource.ts'
import type { SourceRecord } from '../datasources/source-record.ts'
import type { Written } from '../datasources/writing.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { absorbedId, hasBothRecords } from './absorb-record.ts'
import { expired, reasonOf, unverified, type Attempt } from './attempt.ts'
import { isConfirmed } from './confirmed.ts'
import { isSpent, judgeFailure, stillUnderWay, unsettledFor } from './judge-failure.ts'
import { externalIdIn, type RecordLocator } from './locate-record.ts'
import { plainValue } from './plain-value.ts'
import { writingOf } from './route-by-owner.ts'
import { loadRecord, operationOf, type OperationTarget, type StepOperation } from './step-operation.ts'
import type { ClaimedStep } from './write-book.ts'
import type { WriteParts } from './write-parts.ts'
import type { Step, StepReason } from './write.ts'

/**
 * One attempt at one step: who it is there → was an earlier attempt applied? → is the record still as it was to be? → make
 * the change → does the record show it? Never throws.
 */
export async function attemptStep(
  parts: Pick<WriteParts, 'datasources' | 'now' | 'patience'> & { locator: RecordLocator },
  claimed: ClaimedStep,
  call: Call,
): Promise<Attempt> {
  const { step } = claimed
  if (isConfirmed(step)) return { kind: 'applied', written: { externalId: step.externalId, record: null } }
  let stage: 'before' | 'call' | 'verify' = 'before'
  try {
    const absorbed = absorbedId(parts, step)
    if (absorbed !== null && !(await hasBothRecords(parts.locator, step, absorbed, call)))
      return { kind: 'unneeded' }
    const target = await targetOf(parts, claimed, call)
    const operation = operationOf(target)
    if (step.isInDoubt) {
      const found = await operation.find(call)
      if (found === 'UNKNOWN') return { kind: 'unverifiable', reason: unverified(step) }
      if (found !== 'ABSENT') return { kind: 'applied', written: found }
      const unsettledMs = unsettledFor(parts, step)
      if (unsettledMs > 0) return stillUnderWay(step, unsettledMs)
      if (isTooLate(step, parts.now())) return { kind: 'refused', reason: step.reason ?? expired }
      if (isSpent(step.attempts, parts.patience))
        return { kind: 'spent', reason: step.reason ?? unverified(step) }
    }
    const before = needsBefore(target) ? await loadRecord(target.record, target.externalId ?? '', call) : null
    if (before && step.ifVersion !== null && before.version !== step.ifVersion)
      return { kind: 'refused', reason: conflict(target, before) }
    // A copy that is there already is no change: nothing goes round in circles.
    if (before && step.kind === 'COPY' && operation.shows?.(before))
      return { kind: 'applied', written: { externalId: before.externalId, record: before } }
    stage = 'call'
    const written = await operation.run(call)
    stage = 'verify'
    return await verify(target, operation, written, call)
  } catch (error) {
    if (stage === 'call' && isConflict(error)) return refusedByConflict(parts, claimed, error, call)
    return judgeFailure(step, error, stage, parts.now())
  }
}

async function targetOf(
  parts: Pick<WriteParts, 'datasources'> & { locator: RecordLocator },
  { step, writeEntityId }: ClaimedStep,
  call: Call,
): Promise<OperationTarget> {
  const { system, part, entity } = step
  const writing = writingOf(parts, entity, system, part)
  const record = parts.datasources.get(system)?.records.get(recordKindKey(entity, part))
  if (!record) throw new GatewayError('BAD_USER_INPUT', `${system} has no records of ${entity}.`, { system })
  const values = await parts.locator.toExternal(step.values, system, call)
  const externalId = await externalIdOf(parts.locator, step, step.entityId ?? writeEntityId, call)
  return { step, writing, record, values, externalId }
}

async function externalIdOf(
  locator: RecordLocator,
  step: Step,
  entityId: string | null,
  call: Call,
): Promise<string | null> {
  if (step.externalId !== null) return step.externalId
  if (entityId === null) return null
  const link = await locator.linkOf(step.entity, entityId, step.system, call)
  return step.kind === 'CREATE' && link.state === 'ABSENT'
    ? null
    : externalIdIn(link, step.entity, step.system)
}

/** A vendor that is not conditional leaves it to us to look; somebody may still get in between. */
function needsBefore({ step, writing, externalId }: OperationTarget): boolean {
  if (externalId === null) return false
  return step.kind === 'COPY' || (step.ifVersion !== null && !writing.patch?.isConditional)
}

/** Success is what the record shows, where the vendor is known to say so and do nothing. */
async function verify(
  { step, writing, record, externalId }: OperationTarget,
  operation: StepOperation,
  written: Written,
  call: Call,
): Promise<Attempt> {
  if (!writing.needsReadBack || !operation.shows || externalId === null) return { kind: 'applied', written }
  const now = written.record ?? (await loadRecord(record, externalId, call))
  if (now && operation.shows(now)) return { kind: 'applied', written: { ...written, record: now } }
  const message = `${step.system} answered that it was done, and the record does not show it.`
  return { kind: 'refused', reason: { code: 'UPSTREAM_BAD_RESPONSE', message } }
}

function isConflict(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.code === 'CONFLICT'
}

/** With what the record holds now, so that the caller can decide anew. */
async function refusedByConflict(
  parts: Parameters<typeof attemptStep>[0],
  claimed: ClaimedStep,
  error: GatewayError,
  call: Call,
): Promise<Attempt> {
  const reason = reasonOf(error)
  // What was looked up and not found may be what it conflicts with: the earlier attempt, found by then.
  if (claimed.step.kind === 'CREATE' && claimed.step.isInDoubt) return { kind: 'unverifiable', reason }
  try {
    const target = await targetOf(parts, claimed, call)
    const now = target.externalId === null ? null : await loadRecord(target.record, target.externalId, call)
    return { kind: 'refused', reason: now ? { ...reason, ...theirsIn(target, now) } : reason }
  } catch {
    return { kind: 'refused', reason }
  }
}

function conflict(target: OperationTarget, now: SourceRecord): StepReason {
  const { system, entity } = target.step
  const message = `The record of ${entity} at ${system} is of another version by now.`
  return { code: 'CONFLICT', message, ...theirsIn(target, now) }
}

function theirsIn({ writing, values }: OperationTarget, now: SourceRecord): Pick<StepReason, 'theirs'> {
  const differing = Object.entries(values).filter(
    ([field, wanted]) => !writing.holds({ [field]: wanted }, now),
  )
  return { theirs: Object.fromEntries(differing.map(([field]) => [field, plainValue(now.values[field])])) }
}

function isTooLate({ whenDown, notAfter }: Step, now: number): boolean {
  return whenDown === 'REJECT' && notAfter !== null && now > notAfter
}
