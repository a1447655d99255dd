import { StartRefusedError } from '../errors/start-problem.ts'
import type { Catalog } from '../schema/catalog.ts'
import {
  receiptStatuses,
  receiptStatusOf,
  stepStates,
  type ReceiptStatus,
  type StepState,
} from '../writes/write.ts'
import type { StepReport, WriteReport } from '../writes/write-administration.ts'
import type { WriteFilter } from '../writes/write-book.ts'
import { describeAge, describeNext, describeReason, describeStatus } from './describe-write.ts'
import { operationOf } from '../writes/present-write.ts'
import { formatTable } from './format-table.ts'
import { readSince } from './read-since.ts'
import { withWrites } from './with-writes.ts'

export interface ListWritesOptions {
  config?: string
  status?: string
  system?: string
  entity?: string
  id?: string
  principal?: string
  request?: string
  since?: string
  first?: string
  json?: boolean
}

/** `headwater writes list`: newest first, of each write the changes that were asked for. @throws StartRefusedError, GatewayError */
export async function listWrites(options: ListWritesOptions): Promise<void> {
  const { config, json = false, first = '50' } = options
  const now = Date.now()
  const count = /^\d{1,4}$/.test(first) ? Number(first) : 0
  if (count < 1 || count > 1_000) throw refusal('--first: has to be a number from 1 to 1000.')
  const read = (catalog: Catalog): WriteFilter => readFilter(options, catalog, now)
  await withWrites(config, read, async (administration, filter) => {
    const { writes, hasNextPage } = await administration.list({ filter, first: count, after: null })
    if (json) {
      for (const write of writes) console.log(JSON.stringify(write))
      return
    }
    const rows = writes.flatMap((write) => rowsOf(write, filter, now))
    console.log(rows.length === 0 ? 'There is no such write.' : formatTable([header, ...rows]))
    if (hasNextPage) console.log(`There are more: these are the newest ${count} (--first).`)
  })
}

const header = ['AGE', 'WRITE', 'MUTATION', 'SYSTEM', 'OPERATION', 'STATUS', 'TRIES', 'NEXT', 'WHY']

/** A write that has no step at all was done by the gateway itself. */
function rowsOf(write: WriteReport, filter: WriteFilter, now: number): string[][] {
  const { id, mutation, createdAt, steps } = write
  const start = [describeAge(now - createdAt), id, mutation]
  if (steps.length === 0) return [[...start, '-', '-', 'APPLIED', '-', '-', '-']]
  return steps
    .filter((step) => isAskedFor(step, filter))
    .map((step) => [
      ...start,
      step.system,
      operationOf(step),
      describeStatus(step),
      String(step.attempts),
      describeNext(step, now),
      describeReason(step),
    ])
}

function isAskedFor({ state, system }: StepReport, filter: WriteFilter): boolean {
  return (filter.states?.includes(state) ?? true) && (filter.system ?? system) === system
}

function readFilter(options: ListWritesOptions, catalog: Catalog, now: number): WriteFilter {
  const { status, system, entity, id, principal, request, since } = options
  if (system !== undefined && !catalog.systems.has(system))
    throw refusal(`--system: has to be one of ${[...catalog.systems].join(', ')}.`)
  if (entity !== undefined && !catalog.entities.has(entity))
    throw refusal(`--entity: has to be one of ${[...catalog.entities.keys()].join(', ')}.`)
  return {
    ...(status !== undefined && { states: readStates(status) }),
    ...(system !== undefined && { system }),
    ...(entity !== undefined && { entity }),
    ...(id !== undefined && { entityId: id }),
    ...(principal !== undefined && { principal }),
    ...(request !== undefined && { requestId: request }),
    ...(since !== undefined && { createdFrom: readSince(since, now) }),
  }
}

function readStates(text: string): StepState[] {
  const asked = text.split(',').map((part) => part.trim().toUpperCase())
  const unknown = asked.filter((status) => !receiptStatuses.includes(status as ReceiptStatus))
  if (unknown.length > 0) throw refusal(`--status: has to be of ${receiptStatuses.join(', ')}.`)
  return stepStates.filter((state) => asked.includes(receiptStatusOf(state)))
}

function refusal(message: string): StartRefusedError {
  return new StartRefusedError([{ file: null, line: null, message }])
}
