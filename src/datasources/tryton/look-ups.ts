import type { GatewayError } from '../../errors/gateway-error.ts'
import type { Call, PageRequest } from '../datasource.ts'
import type { FailureClass } from '../failures.ts'
import { valueAt } from '../mapping.ts'
import { keysetPageOf, type RawPage } from '../paging.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import type { Domain, Model, RawRecord } from './client.ts'
import { searchable } from './filters.ts'

/** Tryton's ids are 32-bit serial numbers; the few beyond 1,999,999,999 are left out to keep this a pattern. */
export const idPattern = /^(?:[1-9]\d{0,8}|1\d{9})$/

export function toIds(ids: readonly string[]): number[] {
  return ids.filter((id) => idPattern.test(id)).map(Number)
}

/** Archived records are found too: an old order still names its customer and items. */
const withArchived = { active_test: false }

export function byId(
  model: Model,
  max: number,
  context: () => Promise<object> = async () => ({}),
): NonNullable<RecordCalls['byId']> {
  return {
    max,
    async load(ids, call) {
      const domain = [['id', 'in', toIds(ids)]]
      const records = await model.search({ domain, context: { ...withArchived, ...(await context()) } }, call)
      return { records }
    },
  }
}

/** One record as it is now, to be changed. @throws GatewayError NOT_FOUND */
export async function findRecord(
  model: Model,
  id: number,
  refuse: (kind: FailureClass) => GatewayError,
  call: Call,
): Promise<RawRecord> {
  const [found] = await model.search({ domain: [['id', '=', id]], context: withArchived }, call)
  if (found === undefined) throw refuse('NOT_FOUND')
  return found
}

/** What Tryton compares before it changes a record. */
export function stampOf(raw: RawRecord): string {
  return String(raw._timestamp)
}

/** By a text field that Tryton stores as the canonical model has it. */
export function byText(model: Model, field: string): NonNullable<RecordCalls['byKey']>[string] {
  return {
    max: 200,
    load: (values, call) => model.search({ domain: [[field, 'in', searchable(values)]] }, call),
  }
}

/** Records by id, so that nothing shifts a page; the newest first with `DESC`. */
export async function idPage(
  model: Model,
  domain: Domain,
  { first, after }: PageRequest,
  direction: 'ASC' | 'DESC',
  call: Call,
): Promise<RawPage> {
  const start =
    after !== null && idPattern.test(after) ? [['id', direction === 'ASC' ? '>' : '<', Number(after)]] : []
  const found = await model.search(
    { domain: [...domain, ...start], order: [['id', direction]], limit: first + 1 },
    call,
  )
  return keysetPageOf(found, first, idOf)
}

export function idOf(raw: unknown): string {
  return String(valueAt(raw, ['id']))
}
