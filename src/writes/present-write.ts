import type { Caller } from '../reads/root-context.ts'
import type { SystemName } from '../schema/catalog.ts'
import { receiptStatusOf, type ReceiptStatus, type Step, type StepReason, type Write } from './write.ts'

/** A write as the schema has it: `Write`. */
export interface WriteView {
  id: string
  mutation: string
  principal: string
  requestId: string
  entity: string
  entityId: string | null
  createdAt: string
  receipts: ReceiptView[]
}

/** `Receipt`. */
export interface ReceiptView {
  system: SystemName
  operation: string
  status: ReceiptStatus
  externalId: string | null
  attempts: number
  at: string
  reason: Required<ReasonView> | null
  nextAttemptAt: string | null
  fields: string[]
}

/** Without the values of a conflict: who may see them is decided where they are shown (user-errors.ts). */
type ReasonView = { [Key in Exclude<keyof StepReason, 'theirs' | 'givenUpAt'>]: string | null }

/** Roles that run the gateway or answer for what it did. */
const seeingAll = ['OPERATOR', 'SUPPORT', 'DEVELOPER']

export function seesAllWrites({ roles }: Caller['principal']): boolean {
  return roles.some((role) => seeingAll.includes(role))
}

/** As this caller may see it. Who sees nothing of the entity learns that it was done, and not to whom. */
export function presentWrite(
  { steps, createdAt, ...write }: Write,
  { principal: viewer, rights }: Caller,
): WriteView {
  const { id, mutation, principal, requestId, entity } = write
  const isBlind = rights.entity(entity).visible === 'NEVER' && !seesAllWrites(viewer)
  const entityId = isBlind ? null : write.entityId
  const receipts = isBlind
    ? steps
        .filter(({ kind }) => kind !== 'COPY' && kind !== 'UNDO')
        .map((step) => hideEntity(presentReceipt(step), mutation))
    : steps.map(presentReceipt)
  return {
    id,
    mutation,
    principal,
    requestId,
    entity,
    entityId,
    createdAt: new Date(createdAt).toISOString(),
    receipts,
  }
}

/** Whether somebody was found, and what was known of them, would show in the rest. */
function hideEntity(receipt: ReceiptView, mutation: string): ReceiptView {
  const reason = receipt.reason && { ...receipt.reason, field: null, upstreamRequestId: null }
  return { ...receipt, reason, operation: mutation, externalId: null, fields: [] }
}

/** Names of what is set, never values: those are read where their access is checked. */
function presentReceipt(step: Step): ReceiptView {
  const { system, externalId, attempts, reason, nextAttemptAt, values } = step
  return {
    system,
    operation: operationOf(step),
    status: receiptStatusOf(step.state),
    externalId,
    attempts,
    at: new Date(step.at).toISOString(),
    reason: reason && {
      code: reason.code,
      message: reason.message,
      field: reason.field ?? null,
      upstreamRequestId: reason.upstreamRequestId ?? null,
    },
    nextAttemptAt: nextAttemptAt === null ? null : new Date(nextAttemptAt).toISOString(),
    fields: Object.keys(values),
  }
}

/** What a receipt calls it. */
export function operationOf({ kind, action, entity }: Pick<Step, 'kind' | 'action' | 'entity'>): string {
  switch (kind) {
    case 'CREATE':
      return `create ${entity}`
    case 'PATCH':
      return `update ${entity}`
    case 'ACTION':
      return `${action ?? 'action'} ${entity}`
    case 'COPY':
      return `copy ${entity}`
    case 'UNDO':
      return `undo create ${entity}`
  }
}
