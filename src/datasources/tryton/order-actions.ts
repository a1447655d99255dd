import type { GatewayError } from '../../errors/gateway-error.ts'
import type { Call } from '../datasource.ts'
import type { FailureClass } from '../failures.ts'
import type { ActionCalls } from '../write-calls.ts'
import type { RawRecord } from './client.ts'
import type { RecordChanges } from './record-changes.ts'

interface OrderActions {
  changes: RecordChanges
  find(externalId: string, call: Call): Promise<RawRecord>
  refuse(kind: FailureClass, cause?: string): GatewayError
}

type Ways = ReadonlyMap<unknown, readonly string[]>

/** The state that a sale is in → the steps from there. What is processed has shipments and invoices: nothing cancels it. */
const release: Ways = new Map([
  ['draft', ['quote', 'confirm', 'process']],
  ['quotation', ['confirm', 'process']],
  ['confirmed', ['process']],
  ['processing', []],
  ['done', []],
])

const cancel: Ways = new Map([
  ['draft', ['cancel']],
  ['quotation', ['cancel']],
  ['confirmed', ['draft', 'cancel']],
  ['cancelled', []],
])

/**
 * What is done with a sale, by methods: Tryton answers the same whether a step was taken or is not allowed in the sale's
 * state. So the state is looked at before, and the engine reads back what came of it.
 */
export function orderActions({ changes, find, refuse }: OrderActions): Readonly<Record<string, ActionCalls>> {
  const walk = async (ways: Ways, externalId: string, call: Call) => {
    const { state } = await find(externalId, call)
    const steps = ways.get(state)
    if (steps === undefined) throw refuse('CONFLICT', `sale.sale: no way from ${String(state)}`)
    for (const method of steps) await changes.run(method, Number(externalId), call)
    return { externalId }
  }
  return {
    release: {
      run: ({ externalId }, call) => walk(release, externalId, call),
      isDone: ({ values }) => values.status === 'PROCESSING' || values.status === 'COMPLETED',
    },
    cancel: {
      run: ({ externalId }, call) => walk(cancel, externalId, call),
      isDone: ({ values }) => values.status === 'CANCELLED',
    },
  }
}
