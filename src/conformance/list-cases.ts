import type { Condition, ListSource, OrderBy } from '../datasources/datasource.ts'
import { Reference, type SourceRecord } from '../datasources/source-record.ts'
import { compareValues, ensureInOrder, isComparable } from './canonical-order.ts'
import { declared } from './declared.ts'
import { show } from './describe-difference.ts'
import { ensure, ensureContains, ensureEqual, ensureSame } from './ensure.ts'
import { everyRecord } from './every-record.ts'
import type { CaseContext } from './subject.ts'
import { idsOf, walkPages } from './walk-pages.ts'

export async function checkVisits(context: CaseContext): Promise<void> {
  const { fixture } = context
  const { ids } = await walkPages(pages(context), 100)
  ensureEqual('records that pages of 100 give more than once', repeated(ids), [])
  ensureContains('records of the whole list', ids, fixture.ids)
  if (fixture.total !== undefined) ensureEqual('records of the whole list', ids.length, fixture.total)
  ensureEqual('pages of 37, beside pages of 100', (await walkPages(pages(context), 37)).ids, ids)
}

export async function checkPlaces(context: CaseContext): Promise<void> {
  const [sort] = listOf(context).sorts
  const orders: (OrderBy | null)[] = [
    null,
    ...(sort === undefined ? [] : [{ field: sort, direction: 'ASC' } as const]),
  ]
  for (const orderBy of orders) {
    const load = pages(context, [], orderBy)
    const { records, cursors } = await load({ first: 20, after: null })
    for (const [index, after] of cursors.slice(0, -3).entries()) {
      const next = await load({ first: 3, after })
      const expected = idsOf(records.slice(index + 1, index + 4))
      const what = `${orderBy ? `sorted by ${orderBy.field}` : 'unsorted'}, the page after record ${index + 1}`
      ensureEqual(what, idsOf(next.records), expected)
    }
  }
}

export async function checkFilters(context: CaseContext): Promise<void> {
  listOf(context)
  const conditions = declared(context.fixture.conditions, 'fixture of filters')
  const records = await everyRecord(context)
  for (const { compared, mayHoldForAll = false, ...condition } of conditions) {
    const read = compared ?? ((record: SourceRecord) => record.values[condition.field])
    const expected = idsOf(records.filter((record) => holds(condition, read(record))))
    const { ids } = await walkPages(pages(context, [condition]), 50)
    const what = `${condition.field} ${condition.comparison} ${show(condition.value)}`
    ensureSame(`records with ${what}`, ids, expected)
    // A filter that keeps all or none would hold however wrong it was.
    ensure(expected.length > 0, `${what}: no record has it, so it says nothing: give another value`)
    const some = mayHoldForAll || expected.length < records.length
    ensure(some, `${what}: all records have it, so it says nothing: give another value`)
  }
}

export async function checkSorts(context: CaseContext): Promise<void> {
  const { sorts } = listOf(context)
  const { ids, records } = await walkPages(pages(context), 100)
  ensure(sorts.size > 0, 'there is no sort: skip this case, with the reason')
  for (const field of sorts) {
    const values = new Set(records.map(({ values: { [field]: value } }) => value).filter(isComparable))
    ensure(values.size > 1, `all records have the same ${field}, so an order of them says nothing`)
    for (const direction of ['ASC', 'DESC'] as const) {
      const load = pages(context, [], { field, direction })
      const sorted = await walkPages(load, 100)
      const what = `sorted by ${field} ${direction}`
      ensureSame(`${what}, records`, sorted.ids, ids)
      ensureEqual(`${what}, pages of 41 beside pages of 100`, (await walkPages(load, 41)).ids, sorted.ids)
      ensureInOrder(sorted.records, { field, direction }, context.fixture)
    }
  }
}

export function repeated(ids: readonly string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index)
}

function listOf({ source }: CaseContext): ListSource {
  return declared(source.list, 'list')
}

function pages(context: CaseContext, filter: readonly Condition[] = [], orderBy: OrderBy | null = null) {
  const list = listOf(context)
  return (page: { first: number; after: string | null }) =>
    list.load({ ...page, filter, orderBy }, context.call)
}

/** Text is compared without case, as people search. */
function holds({ comparison, value }: Condition, actual: unknown): boolean {
  if (comparison === 'IN')
    return [value].flat().some((one) => holds({ field: '', comparison: 'EQ', value: one }, actual))
  const held = actual instanceof Reference ? actual.externalId : actual
  if (!isComparable(held) || !isComparable(value)) return held === value
  const [have, want] = [String(held).toLowerCase(), String(value).toLowerCase()]
  if (comparison === 'CONTAINS') return have.includes(want)
  if (comparison === 'STARTS_WITH') return have.startsWith(want)
  const order = compareValues(held, value)
  return { EQ: order === 0, GT: order > 0, GTE: order >= 0, LT: order < 0, LTE: order <= 0 }[comparison]
}
