import { appendAudit } from '../audit/append-audit.ts'
import type { Catalog } from '../schema/catalog.ts'
import type { Database } from '../store/database.ts'
import type { WriteBook, WriteListRequest } from './write-book.ts'
import { createWriteDecisions, type Decided } from './write-decisions.ts'
import type { Step, StepReason, Write } from './write.ts'

/** A step for an operator's eyes: which fields it sets, and their values only where they were asked for. */
export interface StepReport extends Omit<Step, 'values' | 'before' | 'reason'> {
  fields: readonly string[]
  reason: Omit<StepReason, 'theirs'> | null
  values: { set: Step['values']; before: Step['before']; theirs: StepReason['theirs'] | null } | null
}

export interface WriteReport extends Omit<Write, 'steps'> {
  steps: readonly StepReport[]
}

export interface DecisionReport {
  write: WriteReport
  /** False: there was nothing left to decide. */
  isChanged: boolean
}

/** What operators do with writes: here over the store, elsewhere over the control socket of who has it. */
export interface WriteAdministration {
  /** Newest first. @throws GatewayError STORE_UNAVAILABLE */
  list(request: WriteListRequest): Promise<{ writes: readonly WriteReport[]; hasNextPage: boolean }>
  /** @throws GatewayError NOT_FOUND, STORE_UNAVAILABLE */
  show(writeId: string): Promise<WriteReport>
  /** With the values, which the audit trail tells of. @param principal who asks. @throws GatewayError NOT_FOUND, STORE_UNAVAILABLE */
  showValues(writeId: string, principal: string): Promise<WriteReport>
  /** @throws GatewayError NOT_FOUND, STORE_UNAVAILABLE; of this and what follows */
  retry(writeId: string, principal: string): Promise<DecisionReport>
  cancel(writeId: string, principal: string): Promise<DecisionReport>
  /** @throws GatewayError also BAD_USER_INPUT, CONFLICT, as `WriteDecisions.confirm` */
  confirm(
    writeId: string,
    at: { system: string; externalId: string | null },
    principal: string,
  ): Promise<DecisionReport>
}

export function createWriteAdministration(parts: {
  database: Database
  book: WriteBook
  catalog: Pick<Catalog, 'mutations'>
  now: () => number
}): WriteAdministration {
  const { database, book, now } = parts
  const decisions = createWriteDecisions(parts)
  const by = (principal: string) => ({ principal, client: null, requestId: null })

  return {
    async list(request) {
      const { writes, hasNextPage } = await book.list(request)
      return { writes: writes.map((write) => toReport(write)), hasNextPage }
    },
    show: async (writeId) => toReport(await decisions.find(writeId)),
    async showValues(writeId, principal) {
      const write = await decisions.find(writeId)
      const { entity, entityId, mutation } = write
      const entry = { event: 'write.values.shown', at: now(), principal, writeId, entity, entityId }
      const unset = { client: null, requestId: null, system: null, fields: null, person: null }
      await database.transaction((transaction) =>
        appendAudit(transaction, [{ ...entry, ...unset, facts: { mutation } }]),
      )
      return toReport(write, true)
    },
    retry: async (writeId, principal) => reportOf(await decisions.retry(writeId, by(principal))),
    cancel: async (writeId, principal) => reportOf(await decisions.cancel(writeId, by(principal))),
    confirm: async (writeId, at, principal) => reportOf(await decisions.confirm(writeId, by(principal), at)),
  }
}

function reportOf({ write, isChanged }: Decided): DecisionReport {
  return { write: toReport(write), isChanged }
}

function toReport(write: Write, withValues = false): WriteReport {
  return { ...write, steps: write.steps.map((step) => toStepReport(step, withValues)) }
}

function toStepReport({ values, before, reason, ...step }: Step, withValues: boolean): StepReport {
  const { theirs = null, ...said } = reason ?? { code: '', message: '' }
  return {
    ...step,
    fields: Object.keys(values),
    reason: reason && said,
    values: withValues ? { set: values, before, theirs } : null,
  }
}
