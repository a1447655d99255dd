import type { StepReport, WriteReport } from '../writes/write-administration.ts'
import { describeAge, describeNext, describeReason, describeStatus } from './describe-write.ts'
import { operationOf } from '../writes/present-write.ts'
import { formatTable } from './format-table.ts'

/** All of a write, receipt by receipt, for a person. */
export function printWrite(write: WriteReport, now: number): void {
  const { id, mutation, principal, requestId, entity, entityId, createdAt, steps } = write
  const subject = entityId === null ? `${entity} (not created yet)` : `${entity} ${entityId}`
  console.log(
    formatTable([
      ['write', id],
      ['mutation', mutation],
      ['about', subject],
      ['asked by', `${principal}, request ${requestId}`],
      ['accepted', `${new Date(createdAt).toISOString()} (${describeAge(now - createdAt)} ago)`],
    ]),
  )
  for (const step of steps) {
    console.log(`\n${step.system}  ${operationOf(step)}  ${describeStatus(step)}`)
    console.log(formatTable(linesOf(step, now), '  '))
  }
}

function linesOf(step: StepReport, now: number): string[][] {
  const { externalId, version, attempts, at, reason, fields, after, notAfter, whenDown, values } = step
  const lines: (string[] | false)[] = [
    ['since', `${new Date(at).toISOString()} (${describeAge(now - at)} ago)`],
    ['why', describeReason(step)],
    ['fields', fields.join(', ') || '-'],
    ['record', externalId ?? '-'],
    ['attempts', String(attempts)],
    ['next attempt', describeNext(step, now)],
    ['while it is down', whenDown === 'QUEUE' ? 'it waits' : 'it fails'],
    version !== null && ['version', version],
    notAfter !== null && ['not after', new Date(notAfter).toISOString()],
    after !== null && ['comes after', `step ${after + 1}`],
    reason?.upstreamRequestId !== undefined && ['id of the call there', reason.upstreamRequestId],
    values !== null && ['sets', JSON.stringify(values.set)],
    values !== null && ['before', JSON.stringify(values.before)],
    values?.theirs != null && ['held instead', JSON.stringify(values.theirs)],
  ]
  return lines.filter((line) => line !== false)
}
