import { setTimeout as delay } from 'node:timers/promises'
import type { Call } from '../datasources/datasource.ts'
import { requireWrite } from './require-write.ts'
import type { ClaimedStep, Recorded } from './write-book.ts'
import type { EngineParts } from './write-parts.ts'
import { isSettled, type Step, type Write } from './write.ts'

/** The moment until which a requester is kept waiting, on the clock of `performance.now()`. */
export function inlineUntil({ patience }: EngineParts, call: Call): number {
  const now = performance.now()
  // The entity is still to be read, and the reply to be sent.
  return Math.min(
    now + patience.inlineMs,
    call.deadlineAt === undefined ? Infinity : now + (call.deadlineAt - now) * 0.8,
  )
}

/** Delivers what can be delivered while the requester waits; the rest is the workers'. Gives the write as it then is. */
export async function deliverInline(
  parts: EngineParts,
  recorded: Pick<Extract<Recorded, { kind: 'recorded' }>, 'write' | 'claimed'>,
  until: number,
): Promise<Write> {
  const { book, deliver } = parts
  const { id: writeId } = recorded.write
  let claimed: readonly ClaimedStep[] = recorded.claimed
  for (;;) {
    const ended = await withinTime(Promise.all(claimed.map(deliver)), until)
    const whole = ended && endOf(recorded.write, ended)
    if (whole) return whole
    const write = await requireWrite(parts.book, writeId)
    const pauseMs = pauseBefore(parts, write, until)
    if (pauseMs === null) return write
    if (pauseMs > 0) await delay(pauseMs)
    claimed = await book.claim(write.steps.length, { writeId })
    if (claimed.length === 0) return awaitInline(parts, writeId, until)
  }
}

/** The write where each of its steps was just settled for good, and is all that changed: nobody has to ask for it. Else null. */
function endOf(write: Write, ended: readonly (Step | null)[]): Write | null {
  const steps = write.steps.flatMap(({ id }) => ended.find((step) => step?.id === id) ?? [])
  const isWhole = steps.length === write.steps.length && steps.every(({ state }) => isSettled(state))
  return isWhole ? { ...write, steps } : null
}

/** A call that is out is not cut off, but nobody waits for it longer than they would: null. */
async function withinTime<T>(work: Promise<T>, until: number): Promise<T | null> {
  const late = Promise.withResolvers<null>()
  const timer = setTimeout(() => late.resolve(null), Math.max(0, until - performance.now()))
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Another request, or a worker, is at it: waits until it has come to something, or the time is up. */
export async function awaitInline(parts: EngineParts, writeId: string, until: number): Promise<Write> {
  let change = Promise.withResolvers<null>()
  const stop = parts.book.onChange((id) => {
    if (id === writeId) change.resolve(null)
  })
  try {
    for (;;) {
      const write = await requireWrite(parts.book, writeId)
      const leftMs = until - performance.now()
      if (leftMs <= 0 || !write.steps.some((step) => step.state === 'RUNNING' || isWorthWaiting(step, write)))
        return write
      // A change by another process is told too; should that be lost, this finds it.
      await Promise.race([change.promise, delay(Math.min(leftMs, 250))])
      change = Promise.withResolvers<null>()
    }
  } finally {
    stop()
  }
}

/** ms until the next step that the requester should see the end of; null when there is none, or no time. */
function pauseBefore({ now }: EngineParts, write: Write, until: number): number | null {
  const waiting = write.steps.filter((step) => step.state === 'RUNNING' || isWorthWaiting(step, write))
  if (waiting.length === 0) return null
  const nextAt = Math.min(...waiting.map(({ nextAttemptAt }) => nextAttemptAt ?? now()))
  const pauseMs = Math.max(0, nextAt - now())
  return performance.now() + pauseMs < until ? pauseMs : null
}

/**
 * What waits for its system to come back is answered as QUEUED at once. What a look may settle, may not wait, or comes after
 * another step of the same write, is worth waiting for.
 */
function isWorthWaiting(step: Step, write: Write): boolean {
  if (isSettled(step.state)) return false
  const before = write.steps.find(({ ordinal }) => ordinal === step.after)
  // A person has to come first.
  if (before?.state === 'NEEDS_REVIEW' || before?.state === 'DEAD') return false
  if (step.kind === 'COPY' || step.kind === 'UNDO') return false
  if (step.whenDown === 'REJECT') return true
  // A lost answer is mostly found at the first look; a system that goes on failing, or is slow, is waited for without anybody.
  if (step.isInDoubt) return step.attempts < 2 && step.reason?.givenUpAt === undefined
  return before?.state === 'APPLIED' && step.attempts === 0 && step.reason === null
}
